import { expect, test } from 'vitest';
import { writeHolds } from '../../../src/desired/hold/holds.js';
import { deployment, desk } from '../../helpers/inference-file.js';
import { memoryRuns } from '../../helpers/run.js';
import { json } from '../../helpers/service.js';

const MINUTE = 60_000;
const IDLE = ['idle: { after: 45m }'];

/** `my-app` with two replicas: at work for ten minutes, then idle for this many minutes. */
function quiet(minutes: number, more: readonly string[] = []) {
  const made = desk();
  const runs = memoryRuns();
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
  made.sandbox.setLoad('my-app', 3);
  made.clock.advance(10 * MINUTE);
  made.sandbox.setLoad('my-app', 0);
  made.clock.advance(minutes * MINUTE);
  made.write(deployment('my-app', 2, [...IDLE, ...more]));
  const apply = (flags = '', given = {}) => made.exo(`apply -f /f.yaml ${flags}`, { runs, ...given });
  const changes = () => made.sandbox.requests.filter(({ method }) => method !== 'GET');
  return { ...made, id, apply, changes };
}

test('an idle deployment goes to zero, and stays there until somebody wakes it', async () => {
  const { exo, apply, sizes, changes, clock } = quiet(50);
  const plan = await exo('plan -f /f.yaml -O json');
  expect(JSON.parse(plan.stdout).deployments[0].desired).toMatchObject({
    replicas: 0,
    reason: { kind: 'idle', since: '2026-01-01T00:09:50.000Z' },
  });
  const first = await apply();
  expect(first).toMatchObject({
    code: 0,
    stdout:
      'my-app in at-vie-2: scaled 2 → 0 (idle since Thu 2026-01-01 01:09 Europe/Vienna, 2 GPUs saved)\n',
  });
  expect(sizes()).toEqual({ 'my-app': 0 });
  clock.advance(5 * MINUTE);
  expect((await apply()).stdout).toBe(
    'my-app in at-vie-2: unchanged, 0 replicas (asleep until it is scaled up or its schedule fires)\n',
  );
  expect(changes()).toHaveLength(1);
  // After it was woken it has the replicas of the file, while it is too new to count as idle.
  await exo('deployment scale my-app 1 -z at-vie-2 -Q');
  expect((await apply()).stdout).toContain('scaled 1 → 2');
  clock.advance(30 * MINUTE);
  expect((await apply()).stdout).toContain('unchanged, 2 replicas (base value)');
});

test('its schedule wakes it once, when it fires', async () => {
  const { apply, sizes, clock } = quiet(50, ['schedule:', '  - { cron: "30 2 * * *", replicas: 1 }']);
  await apply();
  expect(sizes()).toEqual({ 'my-app': 0 });
  clock.advance(31 * MINUTE);
  expect((await apply()).stdout).toContain('scaled 0 → 1');
  clock.advance(50 * MINUTE);
  expect((await apply()).stdout).toContain('scaled 1 → 0 (idle since');
  clock.advance(5 * MINUTE);
  expect((await apply()).stdout).toContain('unchanged, 0 replicas (asleep');
});

test.each([
  ['excepted days', ['except:', '  - { date: 2026-01-01, replicas: 1 }']],
  ['excepted days without a number', ['except:', '  - { date: 2026-01-01 }']],
])('no run wakes it on %s', async (_, except) => {
  const { apply, clock } = quiet(20, except);
  await apply();
  clock.advance(50 * MINUTE);
  expect((await apply()).stdout).toContain('→ 0 (idle since');
  for (let run = 0; run < 3; run++) {
    clock.advance(15 * MINUTE);
    expect((await apply()).stdout).toContain('unchanged, 0 replicas (asleep');
  }
  // When the days end, the base value counts for the first run.
  clock.advance(24 * 60 * MINUTE);
  expect((await apply()).stdout).toContain('scaled 0 → 2');
});

test.each(['ends', 'is released'])(
  'a hold at zero that %s wakes it, also without a schedule',
  async (how) => {
    const { apply, clock, files } = quiet(20);
    const [since, until] = ['2026-01-01T00:30:00Z', '2026-01-01T02:30:00Z'];
    const hold = { name: 'my-app', zone: 'at-vie-2', replicas: 0, since, until, by: 'ada' };
    files['/f.holds.yaml'] = writeHolds({ holds: [hold] });
    expect((await apply()).stdout).toContain('scaled 2 → 0');
    if (how === 'ends') clock.advance(120 * MINUTE);
    else delete files['/f.holds.yaml'];
    expect((await apply()).stdout).toContain('scaled 0 → 2');
  },
);

test('after a hold it falls asleep once, also in runs that do not wait', async () => {
  const { apply, clock, files } = quiet(50);
  const [since, until] = ['2026-01-01T00:30:00Z', '2026-01-01T02:30:00Z'];
  const hold = { name: 'my-app', zone: 'at-vie-2', replicas: 2, since, until, by: 'ada' };
  files['/f.holds.yaml'] = writeHolds({ holds: [hold] });
  await apply('--no-wait');
  clock.advance(90 * MINUTE);
  // What decides now is carried out first, so it is recorded before the deployment is scaled to zero.
  expect((await apply('--no-wait')).stdout).toContain('unchanged, 2 replicas (base value)');
  clock.advance(15 * MINUTE);
  expect((await apply('--no-wait')).stdout).toContain('scale 2 → 0 is under way');
  clock.advance(15 * MINUTE);
  expect((await apply('--no-wait')).stdout).toContain('unchanged, 0 replicas (asleep');
});

test('a hold at zero that ends on excepted days wakes it', async () => {
  const { apply, clock, files } = quiet(20, ['except:', '  - { date: 2026-01-01, replicas: 1 }']);
  const [since, until] = ['2026-01-01T00:30:00Z', '2026-01-01T02:30:00Z'];
  const hold = { name: 'my-app', zone: 'at-vie-2', replicas: 0, since, until, by: 'ada' };
  expect((await apply()).stdout).toContain('scaled 2 → 1');
  files['/f.holds.yaml'] = writeHolds({ holds: [hold] });
  expect((await apply()).stdout).toContain('scaled 1 → 0');
  clock.advance(120 * MINUTE);
  expect((await apply()).stdout).toContain('scaled 0 → 1');
});

test.each<[string, Parameters<typeof quiet>, string]>([
  ['too short a time', [40], 'unchanged, 2 replicas (base value)'],
  ['at-least', [50, ['schedule:', '  - { cron: "0 0 * * *", at-least: 1 }']], 'unchanged, 2 replicas'],
])('%s keeps it awake', async (_, given, said) => {
  const { apply, changes } = quiet(...given);
  expect((await apply()).stdout).toContain(said);
  expect(changes()).toEqual([]);
});

test('a run that cannot be written down says what may follow', async () => {
  const { apply } = quiet(50);
  const runs = { ...memoryRuns(), write: () => 'no space left on the device' };
  expect((await apply('', { runs })).stderr).toContain(
    'warning: this run could not be recorded, so the next run may repeat entries with on: change, or wake idle deployments (no space left on the device)\n',
  );
});

test('logs that cannot be read keep it awake, and are told', async () => {
  const { apply, sandbox, changes } = quiet(50);
  sandbox.failNext('GET /ai/deployment/*/logs=403');
  const { code, stderr } = await apply();
  expect(code).toBe(0);
  expect(stderr).toContain('warning: my-app in at-vie-2 counts as busy, because its load is not known: ');
  expect(changes()).toEqual([]);
});

test.each([
  ['without lines', [], 'it has no log lines'],
  ['of an engine that does not log its load', ['--disable-log-stats'], 'its engine does not log its load'],
])('logs %s keep it awake, and that is told in plan and apply', async (_, parameters, why) => {
  const { id, exo, apply, sandbox, changes, intercept } = quiet(50);
  sandbox.override(id, { 'inference-engine-parameters': parameters });
  intercept(({ url }) => (url.includes('/logs') && parameters.length === 0 ? json({ logs: [] }) : undefined));
  const warning = `warning: my-app in at-vie-2 counts as busy, because its load is not known: ${why}`;
  for (const { stderr } of [await exo('plan -f /f.yaml'), await apply('-Q')])
    expect(stderr).toContain(warning);
  expect(changes()).toEqual([]);
});

test('a deployment that has work or is young is no warning', async () => {
  for (const minutes of [5, 40]) expect((await quiet(minutes).apply('-Q')).stderr).toBe('');
});

test('logs that cannot be read at the second look are not taken for work', async () => {
  const { apply, changes, intercept } = quiet(50);
  let looks = 0;
  intercept(({ url }) => (url.includes('/logs') && ++looks > 1 ? json({}, 503) : undefined));
  const { code, stderr } = await apply();
  expect({ code, sent: changes() }, stderr).toEqual({ code: 9, sent: [] });
  expect(stderr).toContain('error: could not read logs of deployment my-app in at-vie-2');
});

test('a deployment that gets work before the second look is left as it is', async () => {
  const { apply, sandbox, clock, changes, justBefore } = quiet(50);
  const work = () => {
    sandbox.setLoad('my-app', 1);
    clock.advance(15_000);
  };
  justBefore('GET /ai/deployment/*/logs', work, 2);
  const { code, stderr } = await apply();
  expect(code).toBe(5);
  expect(stderr).toContain(
    'deployment my-app in at-vie-2 is not idle any more, and is left as it is: it had work at ',
  );
  expect(changes()).toEqual([]);
});
