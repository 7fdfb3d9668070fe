import { expect, test } from 'vitest';
import { deployment, desk } from '../../helpers/inference-file.js';

const MINUTE = 60_000;
const AUTOSCALE = ['autoscale: { min: 1, max: 4 }'];

/**
 * Deployments with two replicas that have had this many requests for some minutes; a replica works on eight at once.
 */
function busy(requests: Readonly<Record<string, number>>, minutes = 30) {
  const made = desk();
  for (const [name, count] of Object.entries(requests)) {
    made.sandbox.place({ zone: 'at-vie-2', name, replicas: 2 });
    made.sandbox.setLoad(name, count);
  }
  made.clock.advance(minutes * MINUTE);
  const apply = (flags = '') => made.exo(`apply -f /f.yaml ${flags}`);
  return { ...made, apply };
}

test('the load decides within its limits, one replica at a time', async () => {
  const { write, apply, sizes, changes } = busy({ 'my-app': 20 });
  write(deployment('my-app', undefined, AUTOSCALE));
  const { code, stdout } = await apply();
  expect(code).toBe(0);
  expect(stdout).toBe(
    'my-app in at-vie-2: scaled 2 → 3 (load, 1 to 4: 4 requests waiting for over 20 min (KV cache 92 %))\n',
  );
  expect(sizes()).toEqual({ 'my-app': 3 });
  const again = await apply();
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(
    /^my-app in at-vie-2: unchanged, 3 replicas \(load, 1 to 4: .* running, .*\)\n$/,
  );
  expect(changes()).toHaveLength(1);
});

test('the schedule changes the limits, and a number of replicas in it overrides the load', async () => {
  const { write, apply, sizes } = busy({ 'my-app': 0 });
  write(
    deployment('my-app', undefined, [...AUTOSCALE, 'schedule:', '  - { cron: "0 0 * * *", at-least: 2 }']),
  );
  expect((await apply()).stdout).toMatch(
    /unchanged, 2 replicas \(load, 2 to 4: 0 requests running, .*; 2 is the minimum\)/,
  );
  write(
    deployment('my-app', undefined, [...AUTOSCALE, 'schedule:', '  - { cron: "0 0 * * *", at-least: 3 }']),
  );
  expect((await apply()).stdout).toContain('scaled 2 → 3 (load, 3 to 4: 3 is the minimum)');
  write(
    deployment('my-app', undefined, [...AUTOSCALE, 'schedule:', '  - { cron: "0 0 * * *", replicas: 0 }']),
  );
  expect((await apply()).stdout).toContain('scaled 3 → 0\n');
  write(deployment('my-app', undefined, AUTOSCALE));
  expect((await apply()).stdout).toContain('scaled 0 → 1 (load, 1 to 4: at least 1)');
  expect(sizes()).toEqual({ 'my-app': 1 });
});

test('a deployment that does not exist is created with the minimum', async () => {
  const { write, apply, sizes } = busy({});
  write(deployment('my-app', undefined, ['autoscale: { min: 2, max: 4 }']));
  expect((await apply()).stdout).toContain('created with 2 replicas');
  expect(sizes()).toEqual({ 'my-app': 2 });
});

test('logs that cannot be read do not affect other deployments', async () => {
  const { write, apply, sandbox, sizes } = busy({ a: 20, b: 0 });
  write(deployment('a', undefined, AUTOSCALE), deployment('b', 0));
  sandbox.failNext('GET /ai/deployment/*/logs=503 x*');
  const { code, stderr } = await apply();
  expect(code).toBe(0);
  expect(stderr).toContain('the load of a in at-vie-2 is not known, so the deployment is left as it is: ');
  expect(sizes()).toEqual({ a: 2, b: 0 });
});

test('replicas beyond the quota are not added, and other deployments are not affected', async () => {
  const { write, apply, sandbox, sizes } = busy({ a: 20, b: 0 });
  sandbox.place({ zone: 'at-vie-2', name: 'c', replicas: 2, gpuType: 'gpu3' });
  write(
    deployment('a', undefined, AUTOSCALE),
    deployment('b', 2),
    deployment('c', 1).replace('gpua5000', 'gpu3'),
  );
  sandbox.setQuota('gpua5000', 4);
  const { code, stdout, stderr } = await apply();
  expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: { a: 2, b: 2, c: 1 } });
  expect(stderr).toContain('a in at-vie-2 is left as it is, the quota for gpua5000 is too small: 4 requests');
  expect(stdout).toContain('a in at-vie-2: unchanged, 2 replicas (load, 1 to 4: 4 requests waiting');
});

test('replicas beyond the cost limit are not added, and other deployments are not affected', async () => {
  const { write, files, sandbox, sizes, exo } = busy({ a: 20, b: 0 });
  write(deployment('a', undefined, AUTOSCALE), deployment('b', 1));
  files['/prices.json'] = '{"eur":{"gpua5000":"1.34"}}';
  const apply = (flags: string) =>
    exo(`apply -f /f.yaml --max-cost-per-hour 2.50 ${flags}`, { env: { EXO_DI_PRICES: '/prices.json' } });
  // A plan that costs no more than now is never refused, even above the limit.
  expect((await apply('--dry-run')).stdout).toContain('"replicas": 3');
  sandbox.place({ zone: 'at-vie-2', name: 'c', replicas: 1, gpuType: 'gpu3' });
  write(
    deployment('a', undefined, AUTOSCALE),
    deployment('b', 2),
    deployment('c', 0).replace('gpua5000', 'gpu3'),
  );
  const { code, stderr, stdout } = await apply('');
  expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: { a: 2, b: 2, c: 0 } });
  expect(stderr).toContain(
    'a in at-vie-2 is left as it is, more replicas would cost too much per hour: 4 requests waiting',
  );
  expect(stdout).toContain('c in at-vie-2: scaled 1 → 0');
});

test.each([
  ['apply', 'a in at-vie-2: failed\nb in at-vie-2: scaled 1 → 0\n', 0],
  ['apply --dry-run', '"replicas": 0', 1],
  ['plan', 'scale 1 → 0', 1],
])(
  '%s: a minimum that the quota does not allow is a failure, and other deployments are not affected',
  async (command, printed, b) => {
    const { write, exo, sandbox, sizes } = busy({});
    sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 0 });
    sandbox.place({ zone: 'at-vie-2', name: 'b', replicas: 1 });
    sandbox.setQuota('gpua5000', 1);
    write(deployment('a', undefined, ['autoscale: { min: 2, max: 4 }']), deployment('b', 0));
    const { code, stdout, stderr } = await exo(`${command} -f /f.yaml`);
    expect({ code, sizes: sizes() }).toEqual({ code: 6, sizes: { a: 0, b } });
    expect(stdout).toContain(printed);
    expect(stderr).toContain(
      'error: deployment a in at-vie-2 stays at 0 replicas: at least 2, and the quota for gpua5000 is too small\nhint: see the quota with: exo-di limits gpu\n',
    );
    expect(stderr).not.toContain('warning: ');
  },
);

test('a quota for some of the replicas that the load asks for: minimums first, then the order of the file', async () => {
  const { write, exo, sandbox, sizes } = busy({ a: 20, b: 20 });
  sandbox.place({ zone: 'at-vie-2', name: 'c', replicas: 0 });
  sandbox.setQuota('gpua5000', 6);
  write(...['a', 'b', 'c'].map((name) => deployment(name, undefined, AUTOSCALE)));
  const { code, stderr } = await exo('apply -f /f.yaml');
  expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: { a: 3, b: 2, c: 1 } });
  expect(stderr).toContain('b in at-vie-2 is left as it is, the quota for gpua5000 is too small: 4 requests');
});

test('a price that is not known is not called too dear, and is a failure below the minimum', async () => {
  const { write, exo, files, sandbox, sizes } = busy({ a: 20, b: 0 });
  sandbox.place({ zone: 'at-vie-2', name: 'c', replicas: 0 });
  files['/prices.json'] = '{"eur":{"gpu3":"1.34"}}';
  write(
    deployment('a', undefined, AUTOSCALE),
    deployment('b', 0),
    deployment('c', undefined, ['autoscale: { min: 2, max: 4 }']),
  );
  const { code, stderr } = await exo('apply -f /f.yaml --max-cost-per-hour 9', {
    env: { EXO_DI_PRICES: '/prices.json' },
  });
  expect({ code, sizes: sizes() }).toEqual({ code: 6, sizes: { a: 2, b: 0, c: 0 } });
  expect(stderr).toContain(
    'a in at-vie-2 is left as it is, the cost of more replicas is not known: 4 requests',
  );
  expect(stderr).toContain(
    'c in at-vie-2 stays at 0 replicas: at least 2, and the cost of more replicas is not known',
  );
});

test('a deployment that changed since the plan is left as it is', async () => {
  const { write, exo, sandbox, changes, justBefore } = busy({ a: 20 });
  write(deployment('a', undefined, AUTOSCALE));
  const id = sandbox.deployments('at-vie-2')[0]?.id ?? '';
  justBefore('GET /ai/deployment/*', () => sandbox.override(id, { replicas: 4 }), 2);
  const { code, stderr } = await exo('apply -f /f.yaml');
  expect(code).toBe(5);
  expect(stderr).toContain('deployment a in at-vie-2 has been changed meanwhile, and is left as it is');
  expect(changes()).toEqual([]);
});

test('schedule show says that there can be more than it draws', async () => {
  const { write, exo } = busy({});
  write(deployment('my-app', undefined, AUTOSCALE), deployment('other', 1));
  const { stdout, stderr } = await exo('schedule show -f /f.yaml');
  expect(stderr).toBe('');
  expect(stdout).toContain(
    '\nmy-app: the load decides, from 1 to 4 replicas; the drawing and the counts show only what the file says.\n',
  );
  const { deployments } = JSON.parse((await exo('schedule show -f /f.yaml -O json')).stdout);
  expect(deployments.map(({ autoscale }: { autoscale: unknown }) => autoscale)).toEqual([
    { min: 1, max: 4 },
    null,
  ]);
});

test('plan shows the decision and its reason, also as data', async () => {
  const { write, exo, changes } = busy({ 'my-app': 20 });
  write(deployment('my-app', undefined, AUTOSCALE));
  const { stdout } = await exo('plan -f /f.yaml -O json');
  expect(JSON.parse(stdout).deployments[0].desired).toEqual({
    replicas: 3,
    why: 'load, 1 to 4: 4 requests waiting for over 20 min (KV cache 92 %)',
    reason: { kind: 'load', decision: 'up', min: 1, max: 4 },
  });
  expect((await exo('plan -f /f.yaml')).stdout).toContain('load, 1 to 4: 4 requests waiting');
  expect((await exo('plan -f /f.yaml --at 2026-01-09T12:00Z')).stdout).toContain(
    'the load at that time is not known',
  );
  expect(changes()).toEqual([]);
});
