import { describe, expect, test } from 'vitest';
import { DEFAULT_CREDENTIAL } from '../../../src/sandbox/index.js';
import { bench, withMyApp } from '../../helpers/run.js';
import { ahead, retold } from '../../helpers/service.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const Z = '-z at-vie-2';
const CREATE = `deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 2 ${Z} --no-wait`;

/** A bench whose `/event` gives these answers instead of the sandbox's. */
function telling(events: (own: Record<string, unknown>[]) => unknown) {
  const made = bench();
  made.intercept(retold('/event', (body) => JSON.stringify(events(JSON.parse(body)))));
  return made;
}

const uuid = (events: object[]) => /[0-9a-f-]{36}(?=\/scale)/.exec(JSON.stringify(events))?.[0];

const rowsOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout);

/** A deployment's life: created with 1 replica, 3 an hour later, zero two hours after that, an hour later renamed. */
async function life() {
  const world = bench();
  const { exo, clock } = world;
  await exo(CREATE);
  clock.advance(HOUR);
  await exo(`deployment scale my-app 3 ${Z} --no-wait`);
  clock.advance(2 * HOUR);
  await exo(`deployment scale my-app 0 ${Z} --no-wait`);
  clock.advance(HOUR);
  return world;
}

describe('the history of a deployment', () => {
  test('warns if its GPU-hours are counted by a clock that is ahead', async () => {
    const { exo, intercept } = await life();
    intercept(ahead(2 * HOUR));
    const { code, stderr } = await exo(`deployment history my-app ${Z}`);
    expect(code).toBe(0);
    expect(stderr).toContain(
      "warning: this machine's clock is 2 h ahead of the service's, and GPU-hours are counted until its time: set this machine's clock right\n",
    );
  });

  test('prints who changed what from where, and the GPU-hours in between', async () => {
    const { exo } = await life();
    const { code, stdout, stderr } = await exo(`deployment history my-app ${Z} -O json`);
    expect(code).toBe(0);
    const who = {
      who: `sandbox (${DEFAULT_CREDENTIAL.key})`,
      source_ip: '127.0.0.1',
      user: '',
      key_name: 'sandbox',
    };
    expect(JSON.parse(stdout)).toMatchObject([
      { ...who, time: '2026-01-01T00:00:00Z', change: 'create', replicas: 1, gpus: 2, gpu_hours: '2' },
      { ...who, time: '2026-01-01T01:00:00Z', change: 'scale', replicas: 3, gpus: 6, gpu_hours: '12' },
      { ...who, time: '2026-01-01T03:00:00Z', change: 'scale', replicas: 0, gpus: 0, gpu_hours: '0' },
    ]);
    expect(JSON.parse(stdout)[1]).toMatchObject({
      outcome: 'done',
      status: '200',
      handler: 'scale-deployment',
      zone: 'at-vie-2',
    });
    expect(stderr).toBe('14 GPU-hours since 2025-12-25T04:00:00Z.\n');
  });

  test.each([undefined, 'yesterday'])(
    'prints events whose time is %s, and claims no GPU-hours then',
    async (timestamp) => {
      const { exo, clock } = telling((own) => own.map((event) => ({ ...event, timestamp })));
      await exo(CREATE);
      clock.advance(HOUR);
      await exo(`deployment scale my-app 3 ${Z} --no-wait`);
      const { code, stdout, stderr } = await exo(`deployment history my-app ${Z} -O json`);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject([
        { change: 'create', time: '2026-01-01T00:00:00Z', replicas: null, gpu_hours: '' },
        { change: 'scale', time: timestamp ?? '', gpu_hours: '0' },
      ]);
    },
  );

  test('claims no GPU-hours if neither the creation date nor any event is known', async () => {
    const { exo, intercept } = withMyApp();
    intercept(retold('/ai/deployment', (body) => body.replaceAll('"created-at"', '"made-at"')));
    const history = await exo(`deployment history my-app ${Z} -O json`);
    expect(rowsOf(history)).toMatchObject([{ change: 'as before', replicas: null, gpu_hours: '' }]);
    expect(history.stderr).toMatch(/^0 GPU-hours since .*, and 168h with an unknown number of GPUs/);
    const costs = await exo(`cost ${Z} --month 2025-12 -O json`);
    expect(rowsOf(costs)).toMatchObject([{ what: 'my-app', gpu_hours: '' }]);
  });

  test('as a table', async () => {
    const { exo } = await life();
    const { stdout } = await exo(`deployment history my-app ${Z}`);
    expect(stdout).toContain(
      'Time                 │ Change │ Who                  │ From      │ Outcome │ Replicas │ GPUs │ GPU-hours',
    );
    expect(stdout).toMatch(/2026-01-01T01:00:00Z │ scale +│ sandbox \(EXOsandbox\) │ 127\.0\.0\.1 │ done/);
  });

  test('if two deployments had the name one after the other, only the events of the present one count', async () => {
    const { exo, clock } = bench();
    await exo(CREATE);
    clock.advance(5 * MINUTE);
    await exo(`deployment update my-app --name first ${Z} --no-wait`);
    clock.advance(MINUTE);
    await exo(CREATE);
    clock.advance(HOUR);
    const changes = async (name: string) =>
      rowsOf(await exo(`deployment history ${name} ${Z} -O json`)).map(
        ({ time, change }: Record<string, string>) => `${time?.slice(11, 16)} ${change}`,
      );
    expect(await changes('first')).toEqual(['00:00 create', '00:05 update']);
    expect(await changes('my-app')).toEqual(['00:06 create']);
  });

  test('for a period that begins later, the replicas before it are looked up', async () => {
    const { exo, clock } = await life();
    clock.advance(40 * 24 * HOUR);
    await exo(`deployment scale my-app 1 ${Z} --no-wait`);
    clock.advance(HOUR);
    const rows = rowsOf(await exo(`deployment history my-app ${Z} --since 2h -O json`));
    expect(rows).toMatchObject([
      { change: 'as before', who: '', replicas: 0, gpu_hours: '0' },
      { change: 'scale', replicas: 1, gpu_hours: '2' },
    ]);
  });

  test('so are they for one that was created under another name', async () => {
    const { exo, clock } = await life();
    await exo(`deployment update my-app --name other ${Z} --no-wait`);
    clock.advance(20 * 24 * HOUR);
    // It began with 1 replica of 2 GPUs, half an hour before its first scaling.
    const rows = rowsOf(await exo(`deployment history other ${Z} --since 2026-01-01T00:30Z -O json`));
    expect(rows[0]).toMatchObject({ change: 'as before', replicas: 1, gpu_hours: '1' });
  });

  test('an unclear change before it leaves them unknown, also if an older event has a number', async () => {
    const { exo, clock } = telling((own) =>
      own.map((event) =>
        JSON.stringify(event).includes('"replicas":3')
          ? { ...event, status: '503', 'request-id': 'unknown' }
          : event,
      ),
    );
    await exo(CREATE);
    clock.advance(40 * 24 * HOUR);
    await exo(`deployment scale my-app 3 ${Z} --no-wait`);
    clock.advance(10 * 24 * HOUR);
    await exo(`deployment scale my-app 0 ${Z} --no-wait`);
    clock.advance(HOUR);
    const rows = rowsOf(await exo(`deployment history my-app ${Z} --since 2h -O json`));
    expect(rows).toMatchObject([
      { change: 'as before', replicas: null, gpu_hours: '' },
      { change: 'scale', replicas: 0, gpu_hours: '0' },
    ]);
  });

  test('months are requested in pieces, and an event in two pieces counts once', async () => {
    const { exo, clock, sandbox } = await life();
    clock.advance(80 * 24 * HOUR);
    const rows = rowsOf(await exo(`deployment history my-app ${Z} --since 2026-01-01T00:00Z -O json`));
    expect(rows).toHaveLength(3);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('/event'))).toHaveLength(3);
  });

  test('without an event about its size, the present size counts for the whole period', async () => {
    const { exo, sandbox, clock } = bench();
    sandbox.place({ zone: 'at-vie-2', name: 'quiet', replicas: 2 });
    clock.advance(10 * HOUR);
    expect(rowsOf(await exo('deployment history quiet --since 4h -O json'))).toMatchObject([
      { time: '2026-01-01T06:00:00Z', change: 'as before', replicas: 2, gpu_hours: '8' },
    ]);
    // It was created in the period. As no event says that, others may be missing too.
    const { stdout, stderr } = await exo('deployment history quiet --since 1d -O json');
    expect(JSON.parse(stdout)).toMatchObject([
      { time: '2026-01-01T00:00:00Z', change: 'create', who: '', replicas: null, gpu_hours: '' },
    ]);
    expect(stderr).toContain('and 10h with an unknown number of GPUs');
  });

  test('the time before the first known change is reported as a gap', async () => {
    const { exo, clock } = withMyApp({ replicas: 2 });
    clock.advance(HOUR);
    await exo(`deployment scale my-app 1 ${Z} --no-wait`);
    clock.advance(HOUR);
    const { stdout, stderr } = await exo(`deployment history my-app ${Z} -O json`);
    expect(JSON.parse(stdout)).toMatchObject([
      { change: 'create', gpu_hours: '' },
      { change: 'scale', gpu_hours: '1' },
    ]);
    expect(stderr).toContain('and 1h with an unknown number of GPUs');
    expect((await exo(`deployment history my-app ${Z}`)).stdout).toMatch(/│ +\? │ +\? │ +\? /);
  });

  test('a refused change does not count, and a failed one counts as undone', async () => {
    const { exo, sandbox, clock } = bench();
    await exo(CREATE);
    clock.advance(HOUR);
    await exo(`deployment scale my-app 9 ${Z} --no-wait --no-preflight`);
    sandbox.failNext('POST /ai/deployment/*/scale=operation-failure');
    await exo(`deployment scale my-app 3 ${Z} --no-wait`);
    clock.advance(HOUR);
    const { stdout, stderr } = await exo(`deployment history my-app ${Z} -O json`);
    expect(JSON.parse(stdout)).toMatchObject([
      { change: 'create', outcome: 'done', replicas: 1, gpu_hours: '2' },
      { change: 'scale', outcome: 'refused', status: '412', replicas: 1 },
      { change: 'scale', outcome: 'failed', replicas: 1, gpu_hours: '2' },
    ]);
    expect(stderr).not.toContain('warning');
  });

  test('a change that the service answered with a 5xx is unclear, unless its operation tells', async () => {
    const world = telling((own) =>
      own.map((event) => (event.handler === 'scale-deployment' ? { ...event, ...told } : event)),
    );
    let told: object = { status: '503' };
    await world.exo(CREATE);
    world.clock.advance(HOUR);
    await world.exo(`deployment scale my-app 3 ${Z} --no-wait`);
    world.clock.advance(HOUR);
    const ask = async () => rowsOf(await world.exo(`deployment history my-app ${Z} -O json`));
    expect(await ask()).toMatchObject([
      { change: 'create', replicas: 1, gpu_hours: '2' },
      { change: 'scale', outcome: 'done', status: '503', replicas: 3, gpu_hours: '6' },
    ]);
    told = { status: '503', 'request-id': 'unknown' };
    expect(await ask()).toMatchObject([
      { change: 'create', replicas: 1, gpu_hours: '2' },
      { change: 'scale', outcome: 'unclear', status: '503', replicas: null, gpu_hours: '' },
    ]);
    expect((await world.exo(`deployment history my-app ${Z}`)).stdout).toContain('unclear (503)');
  });

  test('if the last event does not match the present deployment, the hours since then are not claimed', async () => {
    const { exo, clock, sandbox } = await life();
    const id = sandbox.deployments()[0]?.id ?? '';
    sandbox.override(id, { replicas: 2 });
    clock.advance(HOUR);
    const { stdout, stderr } = await exo(`deployment history my-app ${Z} -O json`);
    expect(JSON.parse(stdout)).toMatchObject([
      { gpu_hours: '2' },
      { gpu_hours: '12' },
      { change: 'scale', replicas: 0, gpu_hours: '' },
    ]);
    expect(stderr).toContain('the events of my-app in at-vie-2 end with 0 replicas, but it has 2');
    expect(stderr).toContain(
      '14 GPU-hours since 2025-12-25T05:00:00Z, and 2h with an unknown number of GPUs.',
    );
    // While a change is under way, the service may show the old number.
    sandbox.override(id, { replicas: 2, state: 'scaling' });
    expect((await exo(`deployment history my-app ${Z}`)).stderr).toBe(
      '14 GPU-hours since 2025-12-25T05:00:00Z.\n',
    );
  });
});

test('unknown numbers are ? in the table, and absent in data', async () => {
  const { exo, clock } = telling((own) => own.filter(({ handler }) => handler === 'scale-deployment'));
  await exo(CREATE);
  clock.advance(HOUR);
  await exo(`deployment scale my-app 2 ${Z} --no-wait`);
  clock.advance(HOUR);
  expect((await exo(`deployment history my-app ${Z}`)).stdout).toMatch(/│ create .*│ +\? │ +\? │ +\? │/);
  const { stdout } = await exo(`deployment history my-app ${Z} -O json`);
  expect(JSON.parse(stdout)).toMatchObject([
    { change: 'create', replicas: null, gpus: null, gpu_hours: '' },
    { change: 'scale', replicas: 2, gpus: 4, gpu_hours: '4' },
  ]);
});

describe('unknown values of the service are shown unchanged', () => {
  test('an unknown change, a person, fields of other kinds, and none at all', async () => {
    const world = telling((own) => [
      ...own,
      { timestamp: '2026-01-01T02:00:00Z', handler: 'hibernate-deployment', uri: own[0]?.uri, status: 'odd' },
      { message: `deployment ${uuid(own)} was looked at`, 'iam-user': { email: 'ops@example.org' } },
      { handler: 'create-instance', 'path-params': { id: 'x' } },
      {},
    ]);
    await world.exo(CREATE);
    world.clock.advance(HOUR);
    await world.exo(`deployment scale my-app 2 ${Z} --no-wait`);
    world.clock.advance(3 * HOUR);
    const { code, stdout } = await world.exo(`deployment history my-app ${Z} -O json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { change: 'create', gpu_hours: '2' },
      { change: 'scale', gpu_hours: '4' },
      { change: 'hibernate-deployment', status: 'odd', replicas: 2, gpu_hours: '8' },
      { time: '', change: expect.stringContaining('was looked at'), who: 'ops@example.org', gpu_hours: '0' },
    ]);
  });
});

describe('a deployment that was deleted', () => {
  const gone = async () => {
    const { exo, clock, sandbox } = await life();
    await exo(`deployment scale my-app 2 ${Z} --no-wait`);
    const id = sandbox.deployments()[0]?.id ?? '';
    clock.advance(HOUR);
    await exo(`deployment delete my-app -f ${Z}`);
    clock.advance(HOUR);
    return { exo, id };
  };

  test('is found by the name it was created with, and by its ID', async () => {
    const { exo, id } = await gone();
    const rows = [
      { change: 'create', gpu_hours: '2' },
      { change: 'scale', gpu_hours: '12' },
      { change: 'scale', gpu_hours: '0' },
      { change: 'scale', gpu_hours: '4' },
      { change: 'delete', replicas: 0, gpu_hours: '0' },
    ];
    for (const line of [`deployment history my-app ${Z} -O json`, `deployment history ${id} -O json`]) {
      const { code, stdout, stderr } = await exo(line);
      expect([code, JSON.parse(stdout)]).toMatchObject([0, rows]);
      expect(stderr).toContain('is gone from at-vie-2: these are its events.');
    }
  });

  test('a name that no event tells of is not found', async () => {
    const { exo } = await gone();
    expect(await exo(`deployment history other ${Z}`)).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining(
        'if it was deleted, name its ID or the name it was created with, or look further back: exo-di deployment history other --since 28d -z at-vie-2\n',
      ),
    });
    const { stderr } = await exo(`deployment history other --since 365d ${Z}`);
    expect(stderr).not.toContain('further back');
  });

  test('is not found if events may not be read', async () => {
    const { exo } = bench({ credentials: [{ ...DEFAULT_CREDENTIAL, deny: ['GET /event'] }] });
    const { code, stderr } = await exo(`deployment history my-ap ${Z}`);
    expect(code).toBe(4);
    expect(stderr).toContain('error: deployment "my-ap" was not found in at-vie-2');
  });

  test('if events name no zone, its zone is the one that knows most about it', async () => {
    const world = telling((own) => own.map(({ zone: _, ...event }) => event));
    await world.exo(CREATE);
    world.clock.advance(HOUR);
    await world.exo(`deployment delete my-app -f ${Z}`);
    const { stdout, stderr } = await world.exo('deployment history my-app -O json');
    expect(stderr).toContain('my-app is gone from at-vie-2');
    expect(JSON.parse(stdout)).toMatchObject([{ change: 'create', gpu_hours: '2' }, { change: 'delete' }]);
  });

  test('if its operations are not known, its end is not claimed', async () => {
    const world = telling((own) => own.map(({ 'request-id': _, ...event }) => event));
    await world.exo(CREATE);
    world.clock.advance(HOUR);
    await world.exo(`deployment delete my-app -f ${Z}`);
    world.clock.advance(HOUR);
    const { stdout, stderr } = await world.exo(`deployment history my-app ${Z} -O json`);
    expect(JSON.parse(stdout)).toMatchObject([{ change: 'create', gpu_hours: '' }]);
    expect(stderr).toContain('warning: no event shows when my-app was deleted');
  });
});

describe('refused', () => {
  test('by a role that does not allow it: the error names the operation and a command', async () => {
    const { exo } = withMyApp({}, { credentials: [{ ...DEFAULT_CREDENTIAL, deny: ['GET /event'] }] });
    expect(await exo(`deployment history my-app ${Z}`)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: `error: could not list events in at-vie-2: Forbidden by role policy for list-events (HTTP 403)
hint: the role of this key must allow the operation list-events; commands that do not need it still work
      see which key it is with: exo-di config show
`,
    });
  });

  test.each([
    ['--since 0h', '--since must be a time back from now such as 7d or 36h, or a date such as 2026-10-01'],
    ['--since -1d', '--since must be'],
    ['--since 7', '--since must be'],
    ['--since 2026-13-01', '--since must be'],
    ['--since 2030-01-01', '--since must lie before now'],
    ['--since 2010-01-01', '--since must lie within the last two years'],
  ])('%s, before anything is sent', async (flags, message) => {
    const { exo, sandbox } = bench();
    const { code, stderr } = await exo(`deployment history my-app ${flags}`);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(sandbox.requests).toEqual([]);
  });
});
