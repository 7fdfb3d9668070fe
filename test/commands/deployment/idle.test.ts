import { describe, expect, test } from 'vitest';
import { fitsGlob } from '../../../src/commands/deployment/load/idle-input.js';
import { memoryFiles } from '../../config/memory.js';
import { bench, type RunOptions, tableOf } from '../../helpers/run.js';
import { ahead, json as failed, retold } from '../../helpers/service.js';

const MINUTE = 60_000;

/** `idle` has had no work for an hour, `busy` is at work, `young` has just started, `night` is stopped. */
function zone() {
  const made = bench();
  const place = (name: string, replicas = 1) => made.sandbox.place({ zone: 'at-vie-2', name, replicas });
  const ids = { idle: place('idle', 2), busy: place('busy') };
  place('night', 0);
  for (const name of ['idle', 'busy']) made.sandbox.setLoad(name, 3);
  made.clock.advance(30 * MINUTE);
  made.sandbox.setLoad('idle', 0);
  made.clock.advance(60 * MINUTE);
  const young = place('young');
  made.clock.advance(30_000);
  const replicas = () =>
    Object.fromEntries(made.sandbox.deployments('at-vie-2').map(({ name, replicas: n }) => [name, n]));
  return {
    ...made,
    ids: { ...ids, young },
    replicas,
    idle: (words: string, given: RunOptions = {}) => made.exo(`deployment idle ${words}`, given),
  };
}

/** A service whose list has `busy` without its ID. */
const withoutId = (ids: { busy: string }) =>
  retold('/ai/deployment', (body) => body.replace(`"id":"${ids.busy}"`, '"id":null'));

const json = (stdout: string): Record<string, unknown>[] => JSON.parse(stdout);

describe('deployment idle', () => {
  test.each(['idle --for 45m', 'idle --for 45m --all --scale-to-zero -z at-vie-2 -f', 'top'])(
    'a deployment listed without an ID is reported: %s',
    async (words) => {
      const { exo, ids, intercept } = zone();
      intercept(withoutId(ids));
      const { code, stdout, stderr } = await exo(`deployment ${words}`);
      expect(code).toBe(10);
      expect(stdout).toContain('busy');
      expect(stderr).toContain('the service lists deployment "busy" in at-vie-2 without an ID');
      expect(stderr).toContain('1 of 4 deployments could not be read');
    },
  );

  test('prints what is idle since when, why others are busy, and what could be saved; changes nothing', async () => {
    const { idle, changes } = zone();
    const { code, stdout, stderr } = await idle('--for 45m');
    expect(code).toBe(0);
    expect(tableOf(stdout)).toEqual([
      ['Name', 'Zone', 'Status', 'Idle for', 'Why', 'GPUs'],
      ['busy', 'at-vie-2', 'busy', '', 'it had work at 01:30:30Z', '1'],
      ['idle', 'at-vie-2', 'idle', '1h', '', '2'],
      ['night', 'at-vie-2', 'stopped', '', '', '0'],
      ['young', 'at-vie-2', 'busy', '', 'it was created at 01:30:00Z', '1'],
    ]);
    expect(stderr).toBe(
      '1 deployment idle for 45m or longer: 2 GPUs could be saved per hour.\nPut to sleep with: exo-di deployment idle idle --for 45m --scale-to-zero -z at-vie-2\n',
    );
    expect(changes()).toEqual([]);
  });

  test.each([
    ['night', 'an unknown number of GPUs'],
    ['busy', 'at least 1 GPU'],
  ])('claims no savings if the GPUs are not told (%s)', async (spared, said) => {
    const { idle, intercept, sandbox, clock, ids } = zone();
    sandbox.setLoad('busy', 0);
    clock.advance(60 * MINUTE);
    intercept(
      retold(`/deployment/${ids.idle}`, (body) => JSON.stringify({ ...JSON.parse(body), 'gpu-count': null })),
    );
    const names = spared === 'busy' ? 'idle busy' : 'idle';
    const { stderr } = await idle(`${names} --for 45m -z at-vie-2`);
    expect(stderr).toContain(`idle for 45m or longer: ${said} could be saved per hour.`);
  });

  test('with a clock ahead of the service’s nothing counts as idle, and the reason is printed', async () => {
    const { idle, changes, intercept } = zone();
    intercept(ahead(50 * MINUTE));
    const { code, stderr } = await idle('idle --for 45m --scale-to-zero -z at-vie-2');
    expect([code, changes()]).toEqual([1, []]);
    expect(stderr).toContain(
      "could not read logs of deployment idle in at-vie-2 by their times: this machine's clock is 50 min ahead of the service's\n",
    );
  });

  test('--sort orders rows in every format', async () => {
    const { idle } = zone();
    const names = json((await idle('--for 45m -O json --sort gpus:desc,name:desc')).stdout);
    expect(names.map(({ name }) => name)).toEqual(['idle', 'young', 'busy', 'night']);
    const { stdout } = await idle('--for 45m -O text --sort name:desc');
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
      ...['young', 'night', 'idle', 'busy', ''],
    ]);
  });

  test('-O json has a row for each deployment', async () => {
    const { idle } = zone();
    const rows = json((await idle('--for 45m -O json')).stdout);
    expect(rows[1]).toEqual({
      name: 'idle',
      zone: 'at-vie-2',
      status: 'idle',
      since: '2026-01-01T00:29:50.000Z',
      why: null,
      gpus: 2,
      cost_per_hour: null,
      currency: null,
      operation_id: null,
    });
    expect(rows.map(({ status }) => status)).toEqual(['busy', 'idle', 'stopped', 'busy']);
  });

  test.each([
    ['', '--for is required: how long a deployment must have had no work, as in --for 45m'],
    ['--for 5s', '--for must be 30s or more'],
    ['--for ever', '--for cannot be read'],
    ['--for 45m --scale-to-zero', '--scale-to-zero needs names, or --all'],
    ['--for 45m --all my-app', '--all and NAME do not go together'],
    ['--for 45m --no-wait', '--no-wait goes with --scale-to-zero'],
    ['--for 45m --all --scale-to-zero -f', '--all needs a zone: add -z ZONE'],
    [
      '--for 45m --all --scale-to-zero -z at-vie-2',
      'no terminal to ask for confirmation; nothing was sent; every idle deployment of at-vie-2 would be scaled to zero',
    ],
  ])('%j is exit 2, and nothing is sent', async (words, said) => {
    const { idle, changes } = zone();
    expect(await idle(words)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
    expect(changes()).toEqual([]);
  });

  test('a deployment whose logs cannot be read counts as busy, exit 10; if none can be read, the failure', async () => {
    const { idle, sandbox, replicas } = zone();
    sandbox.failNext('GET /ai/deployment/{id}/logs=403 x4');
    const none = await idle('--for 45m --all --scale-to-zero -z at-vie-2 -f');
    expect(none.code).toBe(3);
    sandbox.failNext('GET /ai/deployment/{id}/logs=403 x3');
    const some = await idle('--for 45m --all --scale-to-zero -z at-vie-2 -f -O json');
    expect(some.code).toBe(10);
    expect(json(some.stdout).filter(({ status }) => status === 'busy').length).toBeGreaterThanOrEqual(2);
    expect(replicas()).toMatchObject({ busy: 1, young: 1 });
  });
});

test('a replica that failed is not hidden by one that serves', async () => {
  const { idle, intercept } = zone();
  const line = (node: string, message: string) => ({ time: '2026-01-01T00:00:00Z', node, message });
  const logs = [
    line('a', 'INFO:     Application startup complete.'),
    line('a', 'ERROR 01-01 00:00:00 [core.py:1] RuntimeError: CUDA error: unspecified launch failure'),
    line('b', 'INFO:     Application startup complete.'),
  ];
  intercept(retold('/logs', () => JSON.stringify({ logs })));
  const { stdout } = await idle('idle --for 45m -O json -z at-vie-2');
  expect(json(stdout)).toMatchObject([
    { status: 'busy', why: expect.stringContaining('its logs show a failure') },
  ]);
});

describe('deployment idle --scale-to-zero', () => {
  test('scales idle deployments to zero, waits, and says what is saved', async () => {
    const { idle, replicas, changes } = zone();
    const { code, stdout, stderr } = await idle('--for 45m idle busy young --scale-to-zero -z at-vie-2');
    expect(code).toBe(0);
    expect(replicas()).toEqual({ idle: 0, busy: 1, night: 0, young: 1 });
    expect(changes()).toHaveLength(1);
    expect(stdout).toMatch(/│ idle +│ at-vie-2 │ asleep │ 1h /);
    expect(stderr).toBe(
      'Putting to sleep what is idle …\n1 deployment put to sleep: 2 GPUs saved per hour.\nWake it with: exo-di deployment scale idle 2 -z at-vie-2\n',
    );
  });

  test('if a zone does not answer, which may have the same name, nothing is scaled without -z', async () => {
    const { idle, sandbox, changes } = zone();
    sandbox.failNext('GET /ai/deployment@ch-dk-2=403');
    const { code, stderr } = await idle('--for 45m idle --scale-to-zero');
    expect({ code, sent: changes() }).toEqual({ code: 9, sent: [] });
    expect(stderr).toContain('hint: it is in at-vie-2; if that one is meant, add -z at-vie-2\n');
    sandbox.failNext('GET /ai/deployment@ch-dk-2=403');
    expect((await idle('--for 45m idle')).stdout).toContain('idle');
  });

  test('a deployment that somebody else changes between look and request counts as busy', async () => {
    const { exo, idle, ids, replicas, justBefore } = zone();
    justBefore('POST /ai/deployment/*/scale', () =>
      exo(`deployment scale ${ids.idle} 3 --no-wait -z at-vie-2`),
    );
    const { code, stdout } = await idle('--for 45m idle --scale-to-zero -z at-vie-2 -O json');
    expect({ code, replicas: replicas().idle }).toEqual({ code: 0, replicas: 3 });
    expect(json(stdout)).toMatchObject([
      { status: 'busy', since: null, why: expect.stringContaining('409') },
    ]);
  });

  test('a deployment whose scaling is refused although nothing changes it is a failure, exit 5', async () => {
    const { idle, replicas, sandbox } = zone();
    sandbox.failNext('POST /ai/deployment/{id}/scale=409 x*');
    const { code, stdout, stderr } = await idle('--for 45m idle --scale-to-zero -z at-vie-2');
    expect({ code, replicas: replicas().idle }).toEqual({ code: 5, replicas: 2 });
    expect(stdout).toMatch(/│ idle +│ at-vie-2 │ failed │/);
    expect(stderr).toContain('error: could not scale deployment idle in at-vie-2: ');
    expect(stderr).toContain('wait for it with: exo-di deployment wait idle --for ready -z at-vie-2\n');
  });

  test('--all asks for confirmation, or takes -f or a piped y; --except leaves deployments out', async () => {
    const first = zone();
    const spared = await first.idle(
      '--for 45m --all --except id* --except prod-* --scale-to-zero -z at-vie-2 -f',
    );
    expect(first.replicas()).toMatchObject({ idle: 2 });
    expect(spared.stderr).toContain('warning: --except prod-* matches no deployment\n');
    await first.idle('--for 45m --all --scale-to-zero -z at-vie-2 -f');
    expect(first.replicas()).toEqual({ idle: 0, busy: 1, night: 0, young: 1 });
    const second = zone();
    const { stderr } = await second.idle('--for 45m --all --scale-to-zero -z at-vie-2', { stdin: 'y\n' });
    expect(stderr).toContain('This scales 1 deployment to zero:\n  idle (idle for 1h, 2 GPUs)\nScale? y');
    expect(second.replicas()).toMatchObject({ idle: 0 });
    const third = zone();
    const declined = await third.idle('--for 45m --all --scale-to-zero -z at-vie-2', {
      terminal: true,
      typed: ['n\r'],
    });
    expect(declined.code).toBe(130);
    expect(third.replicas()).toMatchObject({ idle: 2 });
  });

  test('if --except leaves out all of them, it does not say that there are none', async () => {
    const { stderr } = await zone().idle('--for 45m --except *');
    expect(stderr).toContain('--except leaves out every deployment.\n');
    expect(stderr).not.toContain('No deployments');
  });

  test('-Q prints only problems, and requested data', async () => {
    const { idle, replicas } = zone();
    const done = await idle('--for 45m idle --scale-to-zero -z at-vie-2 -Q');
    expect({ ...done, ...replicas() }).toMatchObject({ code: 0, stdout: '', stderr: '', idle: 0 });
    expect((await zone().idle('--for 45m -Q')).stdout).toContain('│ idle');
  });

  test('--dry-run shows the request', async () => {
    const { idle, ids, changes } = zone();
    const { stdout, code } = await idle('--for 45m --all --scale-to-zero --dry-run -z at-vie-2 -O json');
    expect(code).toBe(0);
    expect(json(stdout)).toEqual([
      {
        method: 'POST',
        path: `/ai/deployment/${ids.idle}/scale`,
        zone: 'at-vie-2',
        body: { replicas: 0 },
        total_gpus: 0,
      },
    ]);
    expect(changes()).toEqual([]);
  });

  test('for several zones the hint has a command for each zone, because a name may be in two', async () => {
    const { idle, sandbox, clock } = zone();
    sandbox.place({ zone: 'de-fra-1', name: 'idle' });
    clock.advance(60 * MINUTE);
    const { stderr } = await idle('--for 45m --prices off');
    expect(stderr.split('\n').slice(1, -1)).toEqual([
      'Put to sleep with: exo-di deployment idle idle young --for 45m --scale-to-zero -z at-vie-2',
      'Put to sleep with: exo-di deployment idle idle --for 45m --scale-to-zero -z de-fra-1',
    ]);
  });

  test('--no-wait prints the operation', async () => {
    const { idle } = zone();
    const { stdout } = await idle('--for 45m idle --scale-to-zero --no-wait -z at-vie-2 -O json');
    expect(json(stdout)[0]).toMatchObject({ status: 'accepted', operation_id: expect.any(String) });

    const { stderr } = await zone().idle('--for 45m idle --scale-to-zero --no-wait -z at-vie-2');
    expect(stderr).not.toContain('put to sleep:');
    expect(stderr).toContain('1 deployment on its way to zero: 2 GPUs saved per hour once it is there.\n');
    expect(stderr).toMatch(/Wait for it with: exo-di operation wait [\da-f-]+ -z at-vie-2\n/);
  });

  test('an operation that goes on after the deadline is in the row', async () => {
    const { idle, sandbox } = zone();
    sandbox.failNext('POST /ai/deployment/*/scale=operation-stuck');
    const line = '--for 45m idle --scale-to-zero --wait-timeout 5s -z at-vie-2 -O json';
    const { code, stdout, stderr } = await idle(line);
    expect(code).toBe(8);
    const { operation_id } = JSON.parse(stderr).error;
    expect(operation_id).toEqual(expect.any(String));
    expect(json(stdout)[0]).toMatchObject({ status: 'failed', operation_id });
  });

  test('a deployment that gets work before the second look is left alone', async () => {
    const made = zone();
    const work = () => {
      made.sandbox.setLoad('idle', 1);
      made.clock.advance(15_000);
    };
    made.justBefore('GET /ai/deployment/*/logs', work, 2);
    const { code, stdout } = await made.idle('--for 45m idle --scale-to-zero -z at-vie-2 -O json');
    expect(code).toBe(0);
    expect(json(stdout)[0]).toMatchObject({
      status: 'busy',
      why: expect.stringMatching(/^at the second check, right before the request: it had work at /),
    });
    expect(made.changes()).toEqual([]);
  });

  test('a deployment that cannot be read at the second look is reported as such, exit 9', async () => {
    const { idle, intercept, changes } = zone();
    let looks = 0;
    intercept(({ url }) => (url.includes('/logs') && ++looks > 1 ? failed({}, 503) : undefined));
    const { code, stdout, stderr } = await idle('--for 45m idle --scale-to-zero -z at-vie-2 -Q');
    expect({ code, stdout, sent: changes() }, stderr).toEqual({ code: 9, stdout: '', sent: [] });
    expect(stderr).toContain('error: could not read logs of deployment idle in at-vie-2');
  });

  test('a refused scaling sets the exit code, and the others are printed', async () => {
    const { idle, sandbox } = zone();
    sandbox.failNext('* /ai/deployment/{id}/scale=403');
    const { code, stdout } = await idle('--for 45m idle --scale-to-zero -z at-vie-2 -O json');
    expect(code).toBe(3);
    expect(json(stdout)[0]).toMatchObject({
      status: 'failed',
      why: expect.stringContaining('could not scale deployment idle'),
    });

    sandbox.failNext('* /ai/deployment/{id}/scale=403');
    const { stderr } = await idle('--for 45m idle --scale-to-zero -z at-vie-2');
    expect(stderr).not.toContain('No deployment has provably been idle');
  });

  test('says why there is no cost', async () => {
    const { idle } = zone();
    const { stderr } = await idle('--for 45m -z at-vie-2 --prices /nope.json');
    expect(stderr).toMatch(/^Price unknown: file "\/nope.json" does not exist\.\n/);
  });

  test('prints the cost if there are prices', async () => {
    const { idle } = zone();
    const files = memoryFiles({ '/p.json': JSON.stringify({ eur: { 'ai-gpua5000': '1.3' } }) });
    const { stderr } = await idle('--for 45m idle --scale-to-zero -z at-vie-2 --prices /p.json', { files });
    expect(stderr).toContain('1 deployment put to sleep: 2 GPUs (2.60 EUR/h) saved per hour.\n');
  });
});

test.each([
  ['prod-*', 'prod-eu', true],
  ['prod-*', 'prod-', true],
  ['prod-*', 'my-prod-eu', false],
  ['*', '', true],
  ['n?ght', 'night', true],
  ['n?ght', 'nght', false],
  ['n?ght', 'n😀ght', true],
  ['a.b', 'a.b', true],
  ['a.b', 'axb', false],
  ['[a](b){c}|^$+\\/-', '[a](b){c}|^$+\\/-', true],
  ['a*', 'a\nb', true],
])('the pattern %j matches %j: %j', (pattern, name, fits) => {
  expect(fitsGlob(name, pattern)).toBe(fits);
});
