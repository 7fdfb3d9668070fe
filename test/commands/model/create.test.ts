import { describe, expect, test } from 'vitest';
import { memoryLocks } from '../../helpers/locks.js';
import { bench } from '../../helpers/run.js';
import { json, named } from '../../helpers/service.js';

const NAME = 'mistralai/Ministral-8B-Instruct-2410';
const GATED = 'meta-llama/Llama-3.1-8B-Instruct';
const SEEDED = 'openai/gpt-oss-20b';
const CREATE = `model create ${NAME} -z at-vie-2`;
const TOKEN = 'hf_never-to-be-seen';

/** A bench that records the bodies of creations. */
function withBodies(options: Parameters<typeof bench>[0] = {}) {
  const made = bench(options);
  const bodies: unknown[] = [];
  made.intercept(({ method, body }) => {
    if (method === 'POST') bodies.push(JSON.parse(body ?? ''));
    return undefined;
  });
  const models = () => made.sandbox.models('at-vie-2').filter(({ name }) => name === NAME || name === GATED);
  return { ...made, bodies, models };
}

describe('model create', () => {
  test.each(['create', 'add', 'download'])('%s downloads, waits, and says so', async (verb) => {
    const { exo, models } = withBodies();
    const { code, stdout, stderr } = await exo(`model ${verb} ${NAME} -z at-vie-2`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Model created.\n' });
    expect(stderr).toContain(
      `Creating model ${NAME} in at-vie-2: its files are downloaded from Hugging Face.`,
    );
    expect(stderr).toContain('Some minutes are normal');
    expect(models()).toMatchObject([{ name: NAME, state: 'ready' }]);
  });

  test('-O json, -O text and a template print the model read again, and nothing else', async () => {
    const json = await bench().exo(`${CREATE} -O json`);
    const id = JSON.parse(json.stdout).id;
    expect(json.stdout).toBe(
      `{"id":"${id}","name":"${NAME}","state":"ready","model_size":"15 GiB","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:02:40Z","zone":"at-vie-2"}\n`,
    );
    expect((await bench().exo(`${CREATE} -O text`)).stdout).toMatch(
      new RegExp(`^[0-9a-f-]{36}\t${NAME}\tready\t15 GiB\t`),
    );
    const template = await bench().exo([...CREATE.split(' '), '--output-template', '{{.Name}} {{.State}}']);
    expect(template.stdout).toBe(`${NAME} ready\n`);
  });

  test('without a zone it goes to the built-in one, which is named', async () => {
    const { exo, sandbox } = bench();
    const { code, stderr } = await exo(`model create ${NAME}`);
    expect(code).toBe(0);
    expect(stderr).toContain('No zone given, using ch-dk-2 (another with -z ZONE).');
    expect(sandbox.models('ch-dk-2').map(({ name }) => name)).toContain(NAME);
  });
});

test.each([
  'https://huggingface.co/some/Model',
  'https://huggingface.co/some/Model/tree/main',
  'http://www.huggingface.co/some/Model?library=vllm',
  'https://hf.co/some/Model',
])('the address %s is refused, with the name in it, before anything is sent', async (address) => {
  const { exo, sandbox } = bench();
  expect(await exo(`model create ${address} --no-wait -z at-vie-2`)).toMatchObject({
    code: 2,
    stderr: `error: NAME must be the name on Hugging Face, not its address
hint: did you mean: exo-di model create some/Model --no-wait -z at-vie-2\n`,
  });
  expect(sandbox.requests).toEqual([]);
});

test.each([
  ['model fit', '', 'NAME'],
  ['deployment create app --gpu-type gpua5000 --gpu-count 1 --model-name', ' -z at-vie-2', '--model-name'],
])('%s refuses an address, too', async (begin, end, what) => {
  const { exo, sandbox } = bench();
  expect(await exo(`${begin} https://huggingface.co/some/Model${end}`)).toMatchObject({
    code: 2,
    stderr: `error: ${what} must be the name on Hugging Face, not its address
hint: did you mean: exo-di ${begin} some/Model${end}\n`,
  });
  expect(sandbox.requests).toEqual([]);
});

describe('the Hugging Face token', () => {
  const gated = ['model', 'create', GATED, '-z', 'at-vie-2'];
  const env = { HF_TOKEN: TOKEN };

  test.each([
    ['the flag', [...gated, '--huggingface-token', TOKEN], {}],
    ['standard input', [...gated, '--huggingface-token', '-'], { stdin: `${TOKEN}\n` }],
    ['HF_TOKEN', gated, { env }],
    ['the flag before HF_TOKEN', [...gated, '--huggingface-token', TOKEN], { env: { HF_TOKEN: 'hf_other' } }],
  ])('comes from %s, is sent, and is never printed', async (_, argv, options) => {
    const { exo, bodies, models } = withBodies();
    const { code, stdout, stderr } = await exo(argv, options);
    expect(code).toBe(0);
    expect(bodies).toEqual([{ name: GATED, 'huggingface-token': TOKEN }]);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(models()).toMatchObject([{ state: 'ready' }]);
  });

  test('from the environment is reported as that, without its value', async () => {
    const { stderr } = await bench().exo(gated, { env });
    expect(stderr).toContain('The Hugging Face token comes from HF_TOKEN.');
  });

  test('HF_TOKEN set to nothing is not set', async () => {
    const { exo, bodies } = withBodies();
    await exo(CREATE, { env: { HF_TOKEN: '' } });
    expect(bodies).toEqual([{ name: NAME }]);
  });

  test.each([
    ['an empty flag', [...gated, '--huggingface-token', ''], {}, '--huggingface-token must not be empty'],
    [
      'an empty standard input',
      [...gated, '--huggingface-token', '-'],
      {},
      'standard input must not be empty',
    ],
    [
      'an empty line on standard input',
      [...gated, '--huggingface-token', '-'],
      { stdin: ' \n' },
      'must not be empty',
    ],
    ['a HF_TOKEN of spaces', gated, { env: { HF_TOKEN: '  ' } }, 'HF_TOKEN must not be empty'],
    [
      'two words',
      [...gated, '--huggingface-token', 'hf_never- to-be-seen'],
      {},
      '--huggingface-token must be one word',
    ],
    ['two lines', [...gated, '--huggingface-token', '-'], { stdin: `${TOKEN}\nx` }, 'must be one word'],
  ])('%s is refused before anything is sent, without being repeated', async (_, argv, options, message) => {
    const { exo, sandbox } = bench();
    const { code, stdout, stderr } = await exo(argv, options);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout + stderr).not.toContain('hf_never');
    expect(sandbox.requests).toEqual([]);
  });

  test('--dry-run shows three stars, in words and in JSON', async () => {
    const { exo, changes } = bench();
    const table = await exo([...gated, '--dry-run'], { env });
    expect(table.stdout).toBe(
      `POST /ai/model (zone at-vie-2)\n{\n  "name": "${GATED}",\n  "huggingface-token": "***"\n}\n`,
    );
    const json = await exo([...gated, '--dry-run', '-O', 'json'], { env });
    expect(json.stdout).toContain(`"body":{"name":"${GATED}","huggingface-token":"***"}`);
    expect(changes()).toEqual([]);
  });

  test('missing for a gated model: exit 7, the reason, and what to do', async () => {
    const { code, stderr } = await bench().exo(gated);
    expect(code).toBe(7);
    expect(stderr).toContain(
      `could not create model ${GATED} in at-vie-2: the operation failed (forbidden: Model ${GATED} is gated: a Hugging Face token is required)`,
    );
    expect(stderr).toContain(`before trying again delete it: exo-di model delete ${GATED} -z at-vie-2`);
    expect(stderr).toContain('set HF_TOKEN, or pipe it in with --huggingface-token -');
  });

  test('is not blamed if the model has no safetensors weights', async () => {
    const { code, stderr } = await bench().exo('model create ggml-org/gpt-oss-120b-GGUF -z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).toContain('has no safetensors weights');
    expect(stderr).not.toContain('token');
  });

  test('is not blamed if Hugging Face does not know the name: the hint is to check the name', async () => {
    const { code, stderr } = await bench().exo('model create mistral -z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).toContain('give the exact name on Hugging Face');
  });

  test('behind a mistyped flag is not repeated', async () => {
    expect(await bench().exo(['model', 'create', GATED, `--hugingface-token=${TOKEN}'\nx`])).toMatchObject({
      code: 2,
      stderr: 'error: unknown flag --hugingface-token\nhint: did you mean --huggingface-token?\n',
    });
  });

  test('that was given is not requested again when the download fails', async () => {
    const { exo } = bench({ fail: ['POST /ai/model=operation-failure'] });
    const { code, stderr } = await exo(gated, { env });
    expect(code).toBe(7);
    expect(stderr).not.toContain('gated');
    expect(stderr).not.toContain(TOKEN);
  });
});

describe('a model that the zone already has', () => {
  test('is exit 5 before anything is sent', async () => {
    const { exo, changes } = bench();
    const { code, stderr } = await exo(`model create ${SEEDED} -z at-vie-2`);
    expect(code).toBe(5);
    expect(stderr).toBe(
      `error: model ${SEEDED} already exists in at-vie-2; nothing was sent\nhint: see it with: exo-di model show ${SEEDED} -z at-vie-2\n`,
    );
    expect(changes()).toEqual([]);
  });

  test('as JSON error', async () => {
    const { stderr } = await bench().exo(`model create ${SEEDED} -z at-vie-2 -O json`);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'already-exists', exit_code: 5, zone: 'at-vie-2', details: { state: 'ready' } },
    });
  });

  test('is fine with --if-not-exists; the one that is there is printed', async () => {
    const { exo, changes } = bench();
    const { code, stdout } = await exo(`model create ${SEEDED} -z at-vie-2 --if-not-exists -O json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: SEEDED, state: 'ready' });
    expect(changes()).toEqual([]);
  });

  test('that is still being downloaded: --if-not-exists waits, unless --no-wait is given', async () => {
    const { exo, models, clock } = withBodies();
    await exo(`${CREATE} --no-wait`);
    const before = clock.now();
    expect((await exo(`${CREATE} --if-not-exists --no-wait`)).code).toBe(0);
    expect(clock.now()).toBe(before);
    expect((await exo(`${CREATE} --if-not-exists`)).code).toBe(0);
    expect(models()).toMatchObject([{ state: 'ready' }]);
  });

  test('does not block other runs while it is waited for', async () => {
    const { exo, clock, intercept } = withBodies();
    await exo(`${CREATE} --no-wait`);
    const locks = memoryLocks(clock);
    const held: number[] = [];
    intercept(() => {
      held.push(locks.held.size);
      return undefined;
    });
    expect((await exo(`${CREATE} --if-not-exists`, { locks })).code).toBe(0);
    expect({ first: held[0], last: held.at(-1) }).toEqual({ first: 1, last: 0 });
  });

  test('whose download has failed: exit 5, with the command to delete it', async () => {
    const { exo, changes } = bench();
    await exo(`model create ${GATED} -z at-vie-2`);
    const sent = changes().length;
    for (const flag of ['', ' --if-not-exists']) {
      const { code, stderr } = await exo(`model create ${GATED} -z at-vie-2${flag}`);
      expect(code).toBe(5);
      expect(stderr).toContain('already exists in at-vie-2, but its download has failed; nothing was sent');
      expect(stderr).toContain(`exo-di model delete ${GATED} -z at-vie-2`);
    }
    expect(changes()).toHaveLength(sent);
  });

  test('in another zone does not prevent the creation', async () => {
    expect((await bench().exo(`model create ${SEEDED} -z ch-gva-2`)).code).toBe(0);
  });
});

test('one that is adopted and whose download fails is exit 7', async () => {
  const { exo } = bench({ fail: ['POST /ai/model=reset-after'] });
  const { code, stderr } = await exo(`model create ${GATED} -z at-vie-2`);
  expect(code).toBe(7);
  expect(stderr).toContain(`could not download model ${GATED} in at-vie-2: its state is error`);
});

test('one that is adopted, and that its ID finds only now and then, is waited for', async () => {
  const { exo, intercept, sandbox } = bench({ fail: ['POST /ai/model=reset-after'] });
  let reads = 0;
  intercept((request) =>
    named(request) === 'GET /ai/model/*' && ++reads % 2 === 0 && reads < 10
      ? json({ message: 'Not found' }, 404)
      : undefined,
  );
  const { code, stderr } = await exo(CREATE);
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('is taken as its result'),
  });
  expect(sandbox.models('at-vie-2')).toContainEqual(expect.objectContaining({ name: NAME, state: 'ready' }));
});

test('whose operation is not known: its download is waited for, although its ID does not find it once', async () => {
  const { exo, intercept, sandbox, clock } = bench({ fail: ['GET /operation/*=404 x*'] });
  const began = clock.now();
  let missed = 0;
  intercept((request) =>
    named(request) === 'GET /ai/model/*' && clock.now() - began > 65_000 && missed++ === 0
      ? json({ message: 'Not found' }, 404)
      : undefined,
  );
  const { code, stderr } = await exo(CREATE);
  expect(code, stderr).toBe(0);
  expect(sandbox.models('at-vie-2')).toContainEqual(expect.objectContaining({ name: NAME, state: 'ready' }));
});

describe('refused before anything is sent', () => {
  test.each([
    ['no name', 'model create -z at-vie-2', 'NAME is required'],
    ['two names', 'model create a b', 'unexpected argument "b"'],
    ['an unknown flag', 'model create a --token x', 'unknown flag --token'],
    ['a wait that cannot be read', 'model create a --wait-timeout soon', '--wait-timeout cannot be read'],
    ['a template with an unknown field', 'model create a --output-template {{.Replicas}}', 'Replicas'],
  ])('%s', async (_, line, message) => {
    const { exo, sandbox } = bench();
    expect(await exo(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect(sandbox.requests).toEqual([]);
  });
});
