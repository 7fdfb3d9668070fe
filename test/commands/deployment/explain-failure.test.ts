import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../config/memory.js';
import { deployment, desk } from '../../helpers/inference-file.js';
import { bench } from '../../helpers/run.js';

const MODEL = 'mistralai/Mistral-7B-Instruct-v0.3';
const CREATE = `deployment create my-app --model-name ${MODEL} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2`;
const WHY = `cause     KV cache does not fit: 5.62 GiB needed for 40,960 tokens, 4.50 GiB available
fix       exo-di deployment update my-app --inference-engine-params --max-model-len=32768 -z at-vie-2
`;

/** A deployment whose engine did not start for lack of memory. */
async function failed() {
  const made = bench({ failStart: 'kv' });
  await made.exo(CREATE);
  return made;
}

describe('exit 7 comes with cause and fix, as deployment explain prints them', () => {
  test('create', async () => {
    const { exo } = bench({ failStart: 'kv' });
    const { code, stderr } = await exo(CREATE);
    expect(code).toBe(7);
    expect(stderr).toContain(`Its engine has ended while it started\n${WHY}hint: `);
  });

  test.each([
    ['wait', 'deployment wait my-app -z at-vie-2'],
    ['scale', 'deployment scale my-app 2 -z at-vie-2'],
    ['update', 'deployment update my-app --inference-engine-params --max-model-len=40960 -z at-vie-2'],
    ['update, with nothing to change', 'deployment update my-app --name my-app -z at-vie-2'],
  ])('%s', async (_, line) => {
    const { exo } = await failed();
    const { code, stderr } = await exo(line);
    expect(code).toBe(7);
    expect(stderr).toMatch(/^cause {5}KV cache does not fit: .*\nfix {7}exo-di deployment update my-app /m);
  });

  test('operation wait, for a creation that was not waited for', async () => {
    const { exo } = bench({ failStart: 'kv' });
    const { id } = JSON.parse((await exo(`${CREATE} --no-wait -O json`)).stdout);
    const { code, stderr } = await exo(`operation wait ${id} -z at-vie-2`);
    expect({ code, stderr }).toMatchObject({ code: 7, stderr: expect.stringContaining(WHY) });
  });

  test('clone, for the clone', async () => {
    const { exo } = await failed();
    const { code, stderr } = await exo('deployment clone my-app other -z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).toContain('fix       exo-di deployment update other ');
  });

  test('apply', async () => {
    const { exo, write } = desk({ failStart: 'kv' });
    write(deployment('my-app', 1));
    expect(await exo('apply -f /f.yaml')).toMatchObject({ code: 7, stderr: expect.stringContaining(WHY) });
  });

  test('apply, for a deployment that was broken before', async () => {
    const { exo, write } = desk({ failStart: 'kv' });
    write(deployment('my-app', 1));
    await exo('apply -f /f.yaml');
    const { code, stdout, stderr } = await exo('apply -f /f.yaml');
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'my-app in at-vie-2: failed\n' });
    expect(stderr).toContain(`it is left as it is\n${WHY}`);
  });

  test('apply says that the fix belongs in a file that has parameters, because its next run would undo it', async () => {
    const { exo, write } = desk({ failStart: 'kv' });
    write(deployment('my-app', 1, ['inference-engine-params: ["--seed=1"]']), deployment('other', 1));
    const told = /write the parameters of (.*) in the file, too: the next run undoes/g;
    for (const at of ['at its creation', 'broken before']) {
      const { stderr } = await exo('apply -f /f.yaml');
      expect(
        [...stderr.matchAll(told)].map(([, name]) => name),
        at,
      ).toEqual(['my-app']);
    }
  });

  test('several at once, each with its own lines', async () => {
    const { exo, sandbox } = bench({ failStart: 'kv' });
    for (const name of ['a', 'b']) sandbox.place({ zone: 'at-vie-2', name });
    const { code, stderr } = await exo('deployment scale a=2 b=2 -z at-vie-2');
    expect(code).toBe(7);
    for (const name of ['a', 'b'])
      expect(stderr).toMatch(
        new RegExp(`^warning: .*; cause: KV cache .*; fix: exo-di deployment update ${name} .*$`, 'm'),
      );
  });

  test('the fix names the configuration file of this run', async () => {
    const { exo } = bench({ failStart: 'kv' });
    const files = memoryFiles({ '/c.toml': '' });
    const { stderr } = await exo(`${CREATE} -C /c.toml`, { files });
    expect(stderr).toContain('fix       exo-di -C /c.toml deployment update my-app ');
  });

  test('as JSON beside the error', async () => {
    const { exo } = bench({ failStart: 'kv' });
    const { code, stderr } = await exo(`${CREATE} -O json`);
    expect(code).toBe(7);
    expect(JSON.parse(stderr).error).toMatchObject({
      exit_code: 7,
      explanation: {
        kind: 'kv-too-small',
        confidence: 'high',
        cause: expect.stringContaining('4.50 GiB available'),
        evidence: [expect.stringContaining('ValueError')],
        fixes: [
          expect.stringContaining('deployment update my-app'),
          expect.stringContaining('deployment clone my-app'),
        ],
      },
    });
  });
});

describe('a missing explanation does not change the outcome', () => {
  test.each([
    ['the logs are refused', 'GET /ai/deployment/{id}/logs=403 x*'],
    ['the logs fail', 'GET /ai/deployment/{id}/logs=503 x*'],
    ['the logs make no sense', 'GET /ai/deployment/{id}/logs=garbage x*'],
    ['the deployment cannot be read', 'GET /ai/deployment/{id}=500 x*'],
  ])('%s: no explanation, and exit 7', async (_, fault) => {
    const { exo, sandbox, clock } = bench({ failStart: 'kv' });
    sandbox.failNext(fault);
    const before = clock.now();
    const { code, stderr } = await exo(CREATE);
    expect(code).toBe(7);
    expect(stderr).not.toMatch(/^cause|logs could not/m);
    expect(clock.now() - before).toBeLessThan(5 * 60_000);
  });

  test('another kind of failure is not explained, and no logs are read', async () => {
    const { exo, sandbox } = bench({ failStart: 'kv', quotas: { gpua5000: 0 } });
    expect(await exo(CREATE)).toMatchObject({ code: 6, stderr: expect.not.stringContaining('cause ') });
    expect(sandbox.requests.some(({ path }) => path.endsWith('/logs'))).toBe(false);
  });

  test('a deployment that serves is not explained by older lines', async () => {
    const { exo, sandbox, clock } = await failed();
    await exo(['deployment', 'update', 'my-app', '--inference-engine-params', '--max-model-len=8192']);
    clock.advance(60 * 60_000);
    sandbox.failNext(
      'PUT /ai/deployment/{id}/scale=operation-failure',
      'POST /ai/deployment/{id}/scale=operation-failure',
    );
    const { code, stderr } = await exo('deployment scale my-app 2 -z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).not.toContain('cause ');
  });
});
