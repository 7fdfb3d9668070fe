import { describe, expect, test } from 'vitest';
import { deployment, desk, OFFICE_HOURS } from '../../helpers/inference-file.js';

const APPLY = 'apply -f f.yaml';

describe('apply', () => {
  test('creates missing deployments, scales others, and leaves unchanged ones and those not in the file', async () => {
    const { exo, sandbox, write, sizes, changes } = desk();
    for (const [name, replicas] of [
      ['up', 1],
      ['down', 2],
      ['same', 1],
      ['other', 1],
    ] as const)
      sandbox.place({ zone: 'at-vie-2', name, replicas });
    write(deployment('up', 2), deployment('down', 0), deployment('same', 1), deployment('new', 2));
    const { code, stdout, stderr } = await exo(APPLY);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Waiting for 3 changes …\n' });
    expect(stdout).toBe(
      [
        'up in at-vie-2: scaled 1 → 2',
        'down in at-vie-2: scaled 2 → 0',
        'same in at-vie-2: unchanged, 1 replica (base value)',
        'new in at-vie-2: created with 2 replicas',
        '',
      ].join('\n'),
    );
    expect(sizes()).toEqual({ up: 2, down: 0, same: 1, other: 1, new: 2 });
    expect(changes()).toHaveLength(3);
  });

  test('the second run sends nothing, and prints nothing under -Q', async () => {
    const { exo, write, changes } = desk();
    write(deployment('my-app', 1, ['inference-engine-params: ["--max-model-len=8192"]']));
    expect((await exo(APPLY)).code).toBe(0);
    expect(changes()).toHaveLength(1);
    expect(await exo(`${APPLY} -Q`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(changes()).toHaveLength(1);
  });

  test('scale-downs go first and are waited for, because the others need the GPUs that they free', async () => {
    const { exo, sandbox, write, sizes } = desk({ quotas: { gpua5000: 3 } });
    sandbox.place({ zone: 'at-vie-2', name: 'night', replicas: 3 });
    sandbox.place({ zone: 'at-vie-2', name: 'day', replicas: 0 });
    write(deployment('day', 2), deployment('night', 0), deployment('new', 1));
    expect((await exo(APPLY)).code).toBe(0);
    expect(sizes()).toEqual({ day: 2, night: 0, new: 1 });
    expect((await exo(`${APPLY} -Q --no-wait`)).code).toBe(0);
  });

  test('a plan that only frees GPUs does not wait for the quota, nor warn if that may not be read', async () => {
    const { exo, sandbox, write, sizes, intercept } = desk({ fail: ['GET /quota=403'] });
    sandbox.place({ zone: 'at-vie-2', name: 'night', replicas: 3 });
    write(deployment('night', 0));
    expect(await exo(`${APPLY} -Q`)).toEqual({ code: 0, stdout: '', stderr: '' });
    intercept(({ url }) => (url.endsWith('/quota') ? new Promise<never>(() => {}) : undefined));
    expect((await exo(`${APPLY} -Q`)).code).toBe(0);
    expect(sizes()).toEqual({ night: 0 });
  });

  test('an update comes before scaling up, so that new replicas start with it, and after scaling down', async () => {
    const { exo, sandbox, write, changes } = desk();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const params = ['inference-engine-params: ["--max-model-len=4096"]', 'inference-engine-version: 0.19.1'];
    write(deployment('my-app', 2, params));
    expect(await exo(APPLY)).toMatchObject({
      code: 0,
      stdout: 'my-app in at-vie-2: updated parameters --max-model-len=4096, version 0.19.1, scaled 1 → 2\n',
    });
    const path = `/at-vie-2/v2/ai/deployment/${id}`;
    expect(changes()).toEqual([`PATCH ${path}`, `POST ${path}/scale`]);
    expect(sandbox.deployments()[0]).toMatchObject({
      replicas: 2,
      'inference-engine-parameters': ['--max-model-len=4096'],
      'inference-engine-version': '0.19.1',
    });
  });

  test('an update that the service reports differently is exit 7, with what to write in the file', async () => {
    const { exo, sandbox, write } = desk();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    sandbox.override(id, { 'inference-engine-version': '0.25.1+build3' });
    write(deployment('my-app', 1, ['inference-engine-version: "0.19.1"']));
    const { code, stderr } = await exo(APPLY);
    expect(code).toBe(7);
    expect(stderr).toContain('reports inference engine version 0.25.1+build3, not 0.19.1');
    expect(stderr).toContain('"inference-engine-version":"0.25.1+build3"}; write it like that in the file');
  });

  test('--at applies the file for another moment', async () => {
    const { exo, write, sizes } = desk();
    write(deployment('my-app', 1, OFFICE_HOURS));
    await exo(`${APPLY} --at 2026-03-27T12:00`);
    expect(sizes()).toEqual({ 'my-app': 3 });
    await exo(`${APPLY} --at 2026-03-27T19:00Z`);
    expect(sizes()).toEqual({ 'my-app': 0 });
    expect(await exo(`${APPLY} -Q --at 2026-03-28T12:00`)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('a missing deployment is not created for zero replicas', async () => {
    const { exo, write, changes } = desk();
    write(deployment('my-app', 0));
    const { code, stdout } = await exo(APPLY);
    expect({ code, stdout, changes: changes() }).toEqual({
      code: 0,
      stdout: 'my-app in at-vie-2: does not exist and is not needed now: 0 replicas (base value)\n',
      changes: [],
    });
  });

  test('reads standard input, JSON and several files; -O json prints the result of each deployment', async () => {
    const { exo, files, sizes } = desk();
    const one = (name: string) => ({
      name,
      'model-name': 'openai/gpt-oss-20b',
      'gpu-type': 'gpua5000',
      'gpu-count': 1,
      replicas: 1,
    });
    files['/b.json'] = JSON.stringify({ zone: 'at-vie-2', deployments: [one('b')] });
    const stdin = JSON.stringify({ zone: 'at-vie-2', deployments: [one('a')] });
    const { code, stdout } = await exo('apply -f - -f b.json -O json', { stdin });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      ['a', 'b'].map((name) => ({
        zone: 'at-vie-2',
        name,
        result: 'changed',
        desired_replicas: 1,
        done: 'created with 1 replica',
        pending: '',
        operation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        error: '',
        before: 0,
        after: 1,
        reason: 'base value',
        changed_outside: '',
        account: '',
      })),
    );
    expect(sizes()).toEqual({ a: 1, b: 1 });
  });

  test('--no-wait: the last change of each deployment is not waited for, and its operation is named', async () => {
    const { exo, sandbox, write, clock } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    write(deployment('my-app', 3), deployment('new', 1));
    const start = clock.now();
    const { code, stdout } = await exo(`${APPLY} --no-wait`);
    expect({ code, waited: clock.now() - start }).toEqual({ code: 0, waited: 0 });
    expect(stdout).toMatch(
      /^my-app in at-vie-2: scale 1 → 3 is under way; wait for it with: exo-di operation wait [0-9a-f-]{36} -z at-vie-2$/m,
    );
    expect(stdout).toMatch(
      /^new in at-vie-2: create with 1 replica is under way; wait for it with: exo-di operation wait [0-9a-f-]{36} -z at-vie-2$/m,
    );
    expect(await exo(`${APPLY} -Q --no-wait`)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('--dry-run: the requests in their order, nothing sent, no lock taken', async () => {
    const { exo, sandbox, write, changes, locks } = desk();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'down', replicas: 2 });
    write(deployment('new', 2), deployment('down', 1));
    const { code, stdout } = await exo(`${APPLY} --dry-run -O json`);
    expect({ code, changes: changes(), held: locks.held.size }).toEqual({ code: 0, changes: [], held: 0 });
    expect(JSON.parse(stdout)).toMatchObject([
      { method: 'POST', path: `/ai/deployment/${id}/scale`, zone: 'at-vie-2', body: { replicas: 1 } },
      { method: 'POST', path: '/ai/deployment', zone: 'at-vie-2', total_gpus: 2 },
    ]);
  });
});

test('a deployment with the right size whose change is stuck is waited for, not called unchanged', async () => {
  const { exo, sandbox, write } = desk();
  sandbox.place({ zone: 'at-vie-2', name: 'night', replicas: 2 });
  sandbox.failNext('POST /ai/deployment/{id}/scale=operation-stuck');
  write(deployment('night', 0));
  expect((await exo(`${APPLY} --wait-timeout 5s`)).code).toBe(8);
  const { code, stderr } = await exo(`${APPLY} -Q --wait-timeout 5s`);
  expect(code).toBe(8);
  expect(stderr).toContain('deployment night');
});
