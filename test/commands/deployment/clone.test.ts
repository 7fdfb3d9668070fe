import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../../src/schemas/deployment.js';
import { type bench, withMyApp } from '../../helpers/run.js';
import { json, named } from '../../helpers/service.js';

function source(replicas = 1, options: Parameters<typeof bench>[0] = {}) {
  const made = withMyApp({ replicas, modelName: 'openai/gpt-oss-20b' }, options);
  const there = () => made.sandbox.deployments('at-vie-2');
  const clone = () => there().find(({ name }) => name === 'my-app-2');
  return { ...made, there, clone };
}

const CLONE = 'deployment clone my-app my-app-2 -z at-vie-2';

describe('deployment clone', () => {
  test('copies the source with another GPU count; the source does not change', async () => {
    const { exo, sandbox, id, there, clone, changes } = source(2);
    sandbox.override(id, { 'inference-engine-parameters': ['--max-model-len=8192', '--dtype', 'auto'] });
    const { code, stdout, stderr } = await exo(`${CLONE} --gpu-count 2`);
    expect({ code, stdout, changes: changes() }).toEqual({
      code: 0,
      stdout: 'Deployment created.\n',
      changes: ['POST /at-vie-2/v2/ai/deployment'],
    });
    expect(clone()).toMatchObject({
      model: { name: 'openai/gpt-oss-20b' },
      'gpu-type': 'gpua5000',
      'gpu-count': 2,
      replicas: 2,
      'inference-engine-parameters': ['--max-model-len=8192', '--dtype', 'auto'],
      'inference-engine-version': '0.25.1',
    });
    expect(there()[0]).toMatchObject({ name: 'my-app', replicas: 2, 'gpu-count': 1 });
    expect(stderr).toContain('2 GPUs × 2 replicas = 4 GPUs (gpua5000)');
    expect(stderr).toContain('URL and API key of my-app-2 differ from those of my-app:');
    expect(stderr).toContain('exo-di deployment reveal-api-key my-app-2 -z at-vie-2');
  });

  test('of a failed deployment: a warning says that its GPUs still count', async () => {
    const { exo, sandbox, id, there } = source();
    sandbox.override(id, { state: 'error' });
    const { code, stderr } = await exo(`${CLONE} --gpu-count 2`);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'my-app is in state error, and its GPUs still count; to end that: exo-di deployment scale my-app 0 -z at-vie-2\n',
    );
    expect(there()).toHaveLength(2);
  });

  test('another type and size; -O json prints the clone', async () => {
    const { exo } = source(0);
    const { code, stdout } = await exo(`${CLONE} --gpu-type gpu3080ti --replicas 3 -O json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'my-app-2',
      gpu_type: 'gpu3080ti',
      gpu_count: 1,
      replicas: 3,
    });
  });

  test('of a source at zero: makes one replica, and says so', async () => {
    const { exo, clone } = source(0);
    const { stderr } = await exo(CLONE);
    expect(clone()?.replicas).toBe(1);
    expect(stderr).toContain('my-app has no replicas; the clone begins with 1');
  });

  test('--replace: scales the source to zero once the clone is ready; it keeps URL and key', async () => {
    const { exo, there, id, changes } = source(2);
    const url = there()[0]?.['deployment-url'];
    const { code, stderr } = await exo(`${CLONE} --gpu-count 2 --replace -f`);
    expect({ code, changes: changes() }).toEqual({
      code: 0,
      changes: ['POST /at-vie-2/v2/ai/deployment', `POST /at-vie-2/v2/ai/deployment/${id}/scale`],
    });
    expect(there()).toMatchObject([
      { name: 'my-app', replicas: 0, 'deployment-url': url },
      { name: 'my-app-2', replicas: 2 },
    ]);
    expect(stderr).toContain('Scaled my-app to zero: GPU billing stops, its URL and API key stay');
  });

  test('--replace asks before anything is sent, and lists the steps in order', async () => {
    const { exo, changes } = source(2);
    const { code, stdout, stderr } = await exo(`${CLONE} --replace`, { typed: ['y\r'] });
    expect({ code, changes: changes().length }).toEqual({ code: 0, changes: 2 });
    expect(stderr).toContain('Once my-app-2 is ready, my-app (at-vie-2, 2 replicas) is scaled to zero:');
    expect(stderr.indexOf('Clone and replace?')).toBeLessThan(stderr.indexOf('Creating deployment my-app-2'));
    expect(stdout).toBe('Deployment created.\n');
  });

  test('prints "Deployment created." before the messages about the source', async () => {
    const { exo } = source(2);
    const said: string[] = [];
    await exo(`${CLONE} --replace -f`, { onWrite: (stream, text) => said.push(`${stream}: ${text}`) });
    const at = (text: string) => said.findIndex((line) => line.includes(text));
    expect(at('stdout: Deployment created.')).toBeGreaterThan(at('Creating deployment'));
    expect(at('Scaling my-app in at-vie-2')).toBeGreaterThan(at('stdout: Deployment created.'));
    expect(at('URL and API key of my-app-2')).toBeGreaterThan(at('Scaled my-app to zero'));
  });

  test.each<[string, Parameters<ReturnType<typeof bench>['exo']>[1], number, string]>([
    ['declined', { typed: ['n\r'] }, 130, 'Declined; nothing was sent'],
    ['without a terminal', {}, 2, 'exo-di deployment clone my-app my-app-2 --replace -z at-vie-2 -f'],
    ['a piped no', { stdin: 'n\n' }, 130, 'Declined; nothing was sent'],
  ])('--replace, %s: nothing is sent', async (_, options, exit, said) => {
    const { exo, changes } = source(2);
    const { code, stderr } = await exo(`${CLONE} --replace`, options);
    expect({ code, changes: changes() }).toEqual({ code: exit, changes: [] });
    expect(stderr).toContain(said);
  });

  test('--replace of a source at zero has nothing to ask on a terminal', async () => {
    const { exo } = source(0);
    const { code, stderr } = await exo(`${CLONE} --replace`, { typed: [] });
    expect(code).toBe(0);
    expect(stderr).not.toContain('Clone and replace?');
  });

  test('--replace with an existing clone at zero is refused, because it would never get ready', async () => {
    const { exo, sandbox, there, changes } = source(2);
    sandbox.place({ zone: 'at-vie-2', name: 'my-app-2', replicas: 0, modelName: 'openai/gpt-oss-20b' });
    const { code, stderr, stdout } = await exo(`${CLONE} --replace --if-not-exists -f`);
    expect({ code, stdout, changes: changes(), replicas: there()[0]?.replicas }).toEqual({
      code: 5,
      stdout: '',
      changes: [],
      replicas: 2,
    });
    expect(
      stderr,
    ).toBe(`Deployment my-app-2 already exists in at-vie-2 with 0 replicas, not 2; nothing was sent.
To scale it: exo-di deployment scale my-app-2 2 -z at-vie-2
error: my-app-2 in at-vie-2 has no replicas and cannot take the place of my-app; nothing was sent
hint: start it: exo-di deployment scale my-app-2 2 -z at-vie-2
      then stop my-app: exo-di deployment scale my-app 0 -z at-vie-2
`);
  });

  test('--replace with a name that two deployments have: nothing is sent, and no clone is claimed', async () => {
    const { exo, sandbox, changes } = source(2);
    for (let i = 0; i < 2; i++)
      sandbox.place({ zone: 'at-vie-2', name: 'my-app-2', modelName: 'openai/gpt-oss-20b' });
    for (const flag of ['', '--if-not-exists']) {
      const { code, stderr } = await exo(`${CLONE} --replace -f -O json ${flag}`);
      const { error } = JSON.parse(stderr);
      expect({ code, error: error.code }).toEqual({ code: 5, error: 'ambiguous' });
      expect(error.message).toMatch(/; nothing was sent$/);
    }
    expect(changes()).toEqual([]);
  });

  test('--replace --dry-run with an existing clone sends nothing', async () => {
    const { exo, sandbox, there, changes } = source(2);
    sandbox.place({ zone: 'at-vie-2', name: 'my-app-2', replicas: 2, modelName: 'openai/gpt-oss-20b' });
    const { code } = await exo(`${CLONE} --replace --if-not-exists --dry-run`);
    expect({ code, changes: changes(), replicas: there()[0]?.replicas }).toEqual({
      code: 0,
      changes: [],
      replicas: 2,
    });
  });

  test('--replace with a clone that fails: the source does not change', async () => {
    const { exo, there, sandbox } = source(1);
    sandbox.failNext('POST /ai/deployment=operation-failure');
    const { code } = await exo(`${CLONE} --replace -f`);
    expect({ code, replicas: there()[0]?.replicas }).toEqual({ code: 7, replicas: 1 });
  });

  test('--replace with --if-not-exists can be repeated after an interruption', async () => {
    const { exo, there, changes } = source(1);
    await exo(CLONE);
    const repeated = await exo(`${CLONE} --replace -f`);
    expect(repeated.code).toBe(5);
    expect(
      repeated.stderr,
    ).toBe(`error: deployment my-app-2 already exists in at-vie-2; nothing was sent; my-app is not scaled to zero
hint: see it with: exo-di deployment show my-app-2 -z at-vie-2
      if it is the clone, go on with: exo-di deployment clone my-app my-app-2 --replace -z at-vie-2 --if-not-exists -f
`);
    expect((await exo(`${CLONE} --replace -f --if-not-exists`)).code).toBe(0);
    expect(there()[0]?.replicas).toBe(0);
    expect(changes()).toHaveLength(2);
  });

  test.each(['my-app', 'ID'])('of %s under its own name is refused: nothing is sent', async (given) => {
    const { exo, id, there, changes } = source(2);
    const { code, stderr } = await exo(
      `deployment clone ${given === 'ID' ? id : given} my-app --replace --if-not-exists -f -z at-vie-2`,
    );
    expect({ code, changes: changes(), replicas: there()[0]?.replicas }).toEqual({
      code: 5,
      changes: [],
      replicas: 2,
    });
    expect(stderr).toContain('deployment my-app in at-vie-2 cannot be its own clone; nothing was sent');
  });

  test('--replace, if the scaling of the source is refused to the end: the error says that it runs', async () => {
    const { exo } = source(1, { speed: 1000, fail: ['POST /ai/deployment/*/scale=409 x*'] });
    const { code, stderr } = await exo(`${CLONE} --replace -f --wait-timeout 20s`);
    expect(code).toBe(8);
    expect(stderr).toContain(
      '; deployment my-app-2 was created and my-app is not scaled to zero: both are billed',
    );
  });

  test.each<[string, Partial<Deployment>, string]>([
    ['scaled up', { replicas: 3 }, 'replicas 1 → 3'],
    ['being scaled', { replicas: 3, state: 'scaling' }, 'replicas 1 → 3, state ready → scaling'],
    ['being updated', { state: 'updating' }, 'state ready → updating'],
    ['renamed', { name: 'chat' }, 'name'],
    ['given another version', { 'inference-engine-version': '0.24.0' }, 'inference-engine-version'],
    ['given parameters', { 'inference-engine-parameters': ['--seed=1'] }, 'inference-engine-parameters'],
  ])(
    '--replace of a source that is %s meanwhile: it runs on, and the error says why',
    async (_, now, why) => {
      const { exo, sandbox, id, changes, justBefore } = source(1);
      justBefore('POST /ai/deployment', () => sandbox.override(id, now));
      const { code, stdout, stderr } = await exo(`${CLONE} --replace -f`);
      expect({ code, stdout, changes: changes() }, stderr).toEqual({
        code: 5,
        stdout: 'Deployment created.\n',
        changes: ['POST /at-vie-2/v2/ai/deployment'],
      });
      expect(stderr).toContain(
        `error: deployment my-app in at-vie-2 has been changed meanwhile (${why}); deployment my-app-2 was created and my-app is not scaled to zero: both are billed\n`,
      );
      expect(stderr).toContain(
        `hint: if nobody needs it any more: exo-di deployment scale ${now.name ?? 'my-app'} 0 -z at-vie-2\n`,
      );
    },
  );

  test('--replace of a source that somebody scales to zero meanwhile: zero is sent all the same', async () => {
    const { exo, sandbox, id, changes, justBefore } = source(2);
    justBefore('POST /ai/deployment', () => sandbox.override(id, { replicas: 0 }));
    const { code, stderr } = await exo(`${CLONE} --replace -f`);
    expect({ code, sent: changes().length }, stderr).toEqual({ code: 0, sent: 2 });
  });

  test('--replace of a source that cannot be read any more: it runs on, and both are billed', async () => {
    const { exo, changes, intercept } = source(1);
    let reads = 0;
    intercept((request) =>
      named(request) === 'GET /ai/deployment/*' && ++reads > 1 ? json({ message: 'down' }, 500) : undefined,
    );
    const { code, stderr } = await exo(`${CLONE} --replace -f`);
    expect({ code, changes: changes().length }).toEqual({ code: 9, changes: 1 });
    expect(stderr).toContain('; deployment my-app-2 was created and my-app is not scaled to zero');
  });

  test('--replace of a source that somebody deletes meanwhile: nothing is said to be billed', async () => {
    const { exo, sandbox, justBefore } = source(1);
    justBefore('POST /ai/deployment/*/scale', () => sandbox.world.data.deployments.splice(0, 1));
    const { code, stderr } = await exo(`${CLONE} --replace -f`);
    expect(code).toBe(4);
    expect(stderr).toContain('; deployment my-app-2 was created, and my-app is gone\n');
  });

  test('--replace by a clone that somebody deletes at once: the source serves on, and is not said to be gone', async () => {
    const { exo, sandbox, changes, justBefore } = source(1);
    // The first three lists are those of the source, and those before and after the creation.
    justBefore('GET /ai/deployment', () => sandbox.world.data.deployments.splice(1), 4);
    const { code, stderr } = await exo(`${CLONE} --replace -f`);
    expect({ code, changes: changes().length }).toEqual({ code: 9, changes: 1 });
    expect(stderr).toContain('error: deployment my-app-2 does not show in at-vie-2 any more; ');
    expect(stderr).not.toContain('my-app is gone');
  });

  test('too few GPUs for both: nothing is sent', async () => {
    const { exo, changes } = source(2, { quotas: { gpua5000: 4 } });
    const { code, stderr } = await exo(`${CLONE} --gpu-count 2 --replace -f`);
    expect({ code, changes: changes() }).toEqual({ code: 6, changes: [] });
    expect(stderr).toContain('4 GPUs more needed, 2 free of 4');
  });

  test('--dry-run: both requests, nothing sent', async () => {
    const { exo, id, changes } = source(1);
    const { code, stdout } = await exo(`${CLONE} --gpu-count 4 --replace --dry-run -O json`);
    expect({ code, changes: changes() }).toEqual({ code: 0, changes: [] });
    expect(JSON.parse(stdout)).toMatchObject([
      { method: 'POST', path: '/ai/deployment', body: { name: 'my-app-2', 'gpu-count': 4 }, total_gpus: 4 },
      { method: 'POST', path: `/ai/deployment/${id}/scale`, body: { replicas: 0 } },
    ]);
  });

  test.each([
    ['deployment clone', 'SOURCE is required; NEW-NAME is required'],
    [`${CLONE} --gpu-count 9`, '--gpu-count must be a whole number from 1 to 8'],
    [`${CLONE} --replicas 0`, '--replicas must be a whole number of 1 or more'],
    [`${CLONE} --replace --no-wait`, '--replace and --no-wait do not go together'],
  ])('%s is refused before any request', async (line, said) => {
    const { exo, sandbox } = source();
    const { code, stderr } = await exo(line);
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
    expect(stderr).toContain(said);
  });

  test('a source about which the service does not tell enough', async () => {
    const { exo, sandbox, id, changes } = source();
    sandbox.override(id, { 'gpu-type': undefined });
    const { code, stderr } = await exo(CLONE);
    expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain('the service does not say its GPU type (give --gpu-type)');
  });

  test('a source that does not exist', async () => {
    const { exo } = source();
    expect((await exo('deployment clone nobody new -z at-vie-2')).code).toBe(4);
  });
});
