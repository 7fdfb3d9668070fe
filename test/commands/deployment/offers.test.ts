import { describe, expect, test } from 'vitest';
import { deployment, desk } from '../../helpers/inference-file.js';
import { bench, withMyApp } from '../../helpers/run.js';
import { json } from '../../helpers/service.js';

/** A model and a GPU type that the sandbox offers in at-vie-2. */
const GOOD = {
  model: 'mistralai/Mistral-7B-Instruct-v0.3',
  gpu: 'gpua5000',
};

function create({ model, gpu }: { model?: string; gpu?: string }, ...more: string[]): string[] {
  return [
    ...['deployment', 'create', 'my-app', '--gpu-count', '1', '-z', 'at-vie-2'],
    ...['--model-name', model ?? GOOD.model, '--gpu-type', gpu ?? GOOD.gpu, ...more],
  ];
}

/** Runs a creation and checks that it is not sent. */
async function refused(...words: string[]) {
  const { exo, sandbox } = bench();
  const { code, stderr, stdout } = await exo(words);
  expect(sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(stdout).toBe('');
  return { code, stderr };
}

describe('a creation with something that the zone does not have is refused before it is sent', () => {
  test('a GPU type: the error suggests the one that was meant and lists all', async () => {
    expect(await refused(...create({ gpu: 'a5000' }))).toEqual({
      code: 2,
      stderr: `error: cannot create deployment my-app in at-vie-2: there is no GPU type "a5000"
hint: did you mean gpua5000?
      exo-di deployment create my-app --gpu-count 1 -z at-vie-2 --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000
      GPU types to use in at-vie-2: gpu3080ti, gpua5000; all: exo-di deployment instance-type -z at-vie-2
`,
    });
  });

  test.each([
    ['a model: the error suggests the one that was meant', 'Mistral-7B-Instruct-v0.3'],
    [
      'a model in other capitals: Hugging Face has exact names, so no download is suggested',
      'mistralai/mistral-7b-instruct-v0.3',
    ],
  ])('%s', async (_, model) => {
    expect(await refused(...create({ model }))).toEqual({
      code: 4,
      stderr: `error: cannot create deployment my-app in at-vie-2: there is no model "${model}"
hint: did you mean mistralai/Mistral-7B-Instruct-v0.3?
      exo-di deployment create my-app --gpu-count 1 -z at-vie-2 --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000
      see which models there are: exo-di model list -z at-vie-2
`,
    });
  });

  test('an engine parameter, an engine version', async () => {
    const parameter = await refused(...create({}, '--inference-engine-params', '--max-model-lens=1 -tp 2'));
    expect(parameter.code).toBe(2);
    expect(parameter.stderr).toContain(
      'the inference engine has no parameter --max-model-lens\nhint: did you mean --max-model-len?',
    );
    const version = await refused(...create({}, '--inference-engine-version', '99.0'));
    expect(version.code).toBe(2);
    expect(version.stderr).toContain('there is no inference engine version "99.0" (Unknown');
  });

  test('several at once, each with its way out; the first sets the exit code', async () => {
    const { code, stderr } = await refused(...create({ gpu: 'h100', model: 'no/such' }));
    expect(code).toBe(2);
    expect(stderr).toContain('there is no GPU type "h100"; there is no model "no/such"\nhint: GPU types');
    expect(stderr).toContain('download it: exo-di model create no/such -z at-vie-2');
  });

  test('a dry run refuses too; -O json names the kind', async () => {
    const { code, stderr } = await refused(...create({ gpu: 'a5000' }, '--dry-run', '-O', 'json'));
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'gpu-type', exit_code: 2, zone: 'at-vie-2' });
  });

  test('clone --gpu-type', async () => {
    const { exo, sandbox } = withMyApp();
    expect(await exo('deployment clone my-app new --gpu-type a5000 -z at-vie-2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean gpua5000?'),
    });
    expect(sandbox.requests.some(({ method }) => method === 'POST')).toBe(false);
  });
});

describe('on a terminal the error names another zone that has it', () => {
  test.each([
    ['a model', create({ model: 'some/Model' }), 'model'],
    ['a GPU type', create({ gpu: 'gpurtx6000pro' }), 'gpu'],
  ])('%s', async (_, words, what) => {
    const { exo, sandbox } = bench();
    if (what === 'model') await exo('model create some/Model -z de-fra-1 -Q');
    const { stderr } = await exo(words, { terminal: true, columns: 400 });
    expect(stderr).toMatch(/hint: it is in [a-z0-9-]+( and [a-z0-9-]+)*: use -z /);
    const other = words.map((word) => (word === 'at-vie-2' ? 'de-fra-1' : word)).join(' ');
    if (what === 'model') expect(stderr).toContain(`exo-di ${other}\n`);
    const before = sandbox.requests.length;
    await exo(words);
    expect(
      sandbox.requests
        .slice(before)
        .every(({ path }) => path.startsWith('/at-vie-2/') || path.endsWith('/zone')),
    ).toBe(true);
  });
});

test('update: an unknown engine version', async () => {
  const { exo, changes } = withMyApp();
  const line = 'deployment update my-app --inference-engine-version 9.9.9 -z at-vie-2';
  const { code, stderr } = await exo(line);
  expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
  expect(stderr).toContain(
    'cannot update deployment my-app in at-vie-2: there is no inference engine version "9.9.9"',
  );
  expect((await exo(`${line} --dry-run`)).code).toBe(2);
});

describe('update: engine parameters', () => {
  const LENS = '--max-model-lens=1';
  const refusal = `cannot update deployment my-app in at-vie-2: the inference engine has no parameter --max-model-lens
hint: did you mean --max-model-len?
      see which parameters there are: exo-di deployment create --inference-engine-parameter-help --inference-engine-version 0.25.1 -z at-vie-2
`;
  const update = ['deployment', 'update', 'my-app', '-z', 'at-vie-2', '--inference-engine-params'];

  test.each([[[]], [['--dry-run']]])('that the engine does not have are not sent %j', async (more) => {
    const { exo, changes } = withMyApp();
    const { code, stderr } = await exo([...update, `--dtype=half ${LENS}`, ...more]);
    expect({ code, stderr, changes: changes() }).toEqual({
      code: 2,
      stderr: `error: ${refusal}`,
      changes: [],
    });
  });

  test.each([
    ['those of the version that it has', '0.12.0', [], 2],
    ['those of the version that it gets', '0.12.0', ['--inference-engine-version', '0.16.0'], 0],
    ['those of the version that it gets', '0.16.0', ['--inference-engine-version', '0.12.0'], 2],
  ])('%s count: %s %j', async (_, has, more, code) => {
    const { exo, id, sandbox } = withMyApp();
    await exo(`deployment update my-app --inference-engine-version ${has} -z at-vie-2`);
    expect((await exo([...update, '--async-scheduling', ...more])).code).toBe(code);
    const [now] = sandbox.deployments('at-vie-2').filter((one) => one.id === id);
    expect(now?.['inference-engine-parameters'] ?? []).toEqual(code === 0 ? ['--async-scheduling'] : []);
  });

  test.each([
    ['one that it has already', { 'inference-engine-parameters': [LENS] }],
    ['any, if the service does not tell its version', { 'inference-engine-version': undefined }],
    ['any, if the service tells nothing of its version', { 'inference-engine-version': '0.1.0' }],
  ])('%s is left to the service', async (_, fields) => {
    const { exo, id, sandbox, changes } = withMyApp();
    sandbox.override(id, fields);
    const { stderr } = await exo([...update, `${LENS} --dtype=half`]);
    expect(changes()).toHaveLength(1);
    expect(stderr).toContain("Parameter 'max-model-lens' is not allowed");
  });
});

test('apply: a creation that is refused does not stop others', async () => {
  const at = desk();
  at.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
  at.write(deployment('my-app', 2), deployment('new', 1).replace('gpua5000', 'a5000'));
  const { code, stderr } = await at.exo('apply -f /f.yaml');
  expect(code).toBe(2);
  expect(stderr).toContain('cannot create deployment new in at-vie-2: there is no GPU type "a5000"');
  expect(at.changes()).toHaveLength(1);
});

describe('if something cannot be checked, the creation is sent', () => {
  test.each(['GET /ai/instance-type=403 x*', 'GET /ai/instance-type=503 x*'])('%s', async (fault) => {
    const { exo, sandbox, clock } = bench();
    sandbox.failNext(fault);
    const started = clock.now();
    const { code, stderr } = await exo(create({ gpu: 'gpu99' }, '--no-wait'));
    // Then the service decides.
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('GPU type must be valid'),
    });
    expect(clock.now() - started).toBeLessThan(5_000);
  });

  test.each(['GPUA5000', 'gpu_a5000', 'GPU A5000'])('the spelling %s is left to the service', async (gpu) => {
    const { exo, changes } = bench();
    await exo(create({ gpu }));
    expect(changes()).toHaveLength(1);
  });

  test.each([
    ['an empty list of GPU types', '/ai/instance-type', { 'instance-types': [] }],
    ['a list of models that is behind, where the model is known by its ID', '/ai/model', { models: [] }],
  ])('%s', async (_, path, answer) => {
    const { exo, sandbox, changes, intercept } = bench();
    intercept(({ url }) => (url.endsWith(path) ? json(answer) : undefined));
    const { id = '' } = sandbox.models('at-vie-2').find(({ name }) => name === GOOD.model) ?? {};
    const words = create({ gpu: path.includes('model') ? GOOD.gpu : 'gpu99' });
    const at = words.indexOf('--model-name');
    const { code } = await exo([...words.slice(0, at), '--model-id', id, ...words.slice(at + 2)]);
    expect({ code, sent: changes().length }).toEqual({ code: path.includes('model') ? 0 : 2, sent: 1 });
  });

  test('--no-preflight checks nothing', async () => {
    const { exo, sandbox } = bench();
    await exo(create({ gpu: 'gpu99' }, '--no-preflight'));
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(sandbox.requests.some(({ path }) => /instance-type|model|quota/.test(path))).toBe(false);
  });

  test('a model that this machine has just created need not be listed yet', async () => {
    const { exo, changes } = bench({ assumptions: { visibleAfterMs: 600_000 } });
    await exo('model create Qwen/Qwen3-0.6B -z at-vie-2 --no-wait');
    await exo(create({ model: 'Qwen/Qwen3-0.6B' }, '--no-wait'));
    expect(changes()).toEqual(['POST /at-vie-2/v2/ai/model', 'POST /at-vie-2/v2/ai/deployment']);
  });
});
