import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../config/memory.js';
import { endedAfter } from '../../helpers/ended.js';
import { bench, type RunOptions, sandboxTransport } from '../../helpers/run.js';
import { json } from '../../helpers/service.js';

const MINUTE = 60_000;
const AT = '-z at-vie-2';

type Load = [running: number, waiting: number, kv: number];
const FULL: Load = [20, 2, 91];
const LOW: Load = [1, 0, 5];

/** A deployment with two replicas that has had this load for half an hour, or with the given logs. */
function loaded(load: Load, place: { replicas?: number } = {}, engineSays = (): Load | undefined => load) {
  const made = bench();
  const { sandbox, clock, intercept } = made;
  const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2, ...place });
  const began = clock.now();
  clock.advance(30 * MINUTE);
  const logs = () => {
    const lines: { time: string; node: string; message: string }[] = [];
    for (let at = Math.max(began, clock.now() - 25 * MINUTE); at <= clock.now(); at += 10_000) {
      const [running, waiting, kv] = engineSays() ?? [];
      if (running === undefined) break;
      for (const node of ['a', 'b', 'c', 'd', 'e'].slice(0, sandbox.deployments('at-vie-2')[0]?.replicas))
        lines.push({
          time: new Date(at).toISOString(),
          node,
          message: `INFO 01-01 00:00:00 [loggers.py:271] Engine 000: Avg prompt throughput: 10.0 tokens/s, Avg generation throughput: 20.0 tokens/s, Running: ${running} reqs, Waiting: ${waiting} reqs, GPU KV cache usage: ${kv}.0%, Prefix cache hit rate: 0.0%`,
        });
    }
    return lines;
  };
  intercept(({ url }) => (new URL(url).pathname.endsWith('/logs') ? json({ logs: logs() }) : undefined));
  const autoscale = (flags: string, options: RunOptions = {}) =>
    made.exo(`deployment autoscale my-app ${AT} ${flags}`, options);
  const size = () => sandbox.deployments('at-vie-2')[0]?.replicas;
  return { ...made, id, autoscale, size };
}

describe('deployment autoscale', () => {
  test('adds a replica, and says why', async () => {
    const { autoscale, size } = loaded(FULL);
    const { code, stdout, stderr } = await autoscale('--min 1 --max 4');
    expect({ code, stdout, size: size() }).toEqual({
      code: 0,
      stdout: 'my-app 2 → 3: 4 requests waiting for over 20 min (KV cache 91 %)\n',
      size: 3,
    });
    expect(stderr).toContain('Scaling my-app in at-vie-2 from 2 to 3 replicas: 1 GPU × 3 replicas = 3 GPUs');
    expect(stderr).toContain('Scaled my-app to 3 replicas.');
  });

  test('takes a replica', async () => {
    const { autoscale, size } = loaded(LOW);
    const { code, stdout } = await autoscale('--max 4');
    expect({ code, stdout, size: size() }).toEqual({
      code: 0,
      stdout:
        'my-app 2 → 1: none waiting for over 20 min, 1 replica would be enough (KV cache 10 % at most)\n',
      size: 1,
    });
  });

  test('takes none while an engine has failed: its silence is no proof that it has nothing to do', async () => {
    const { autoscale, intercept, changes, clock } = loaded(LOW);
    const load = (running: number, tokens: number) =>
      `INFO 01-01 00:00:00 [loggers.py:271] Engine 000: Avg prompt throughput: ${tokens}.0 tokens/s, Avg generation throughput: ${tokens}.0 tokens/s, Running: ${running} reqs, Waiting: 0 reqs, GPU KV cache usage: ${running}.0%`;
    const line = (node: string, minutes: number, message: string) => ({
      time: new Date(clock.now() - minutes * MINUTE).toISOString(),
      node,
      message,
    });
    let end = 'ERROR 01-01 00:00:00 [core.py:834] EngineCore encountered a fatal error.';
    const logs = () => [
      line('b', 25, load(0, 0)),
      ...(end === '' ? [] : [line('b', 24, end)]),
      ...Array.from({ length: 100 }, (_, index) => line('a', 24.9 - index / 4, load(1, 5))),
    ];
    intercept(({ url }) => (new URL(url).pathname.endsWith('/logs') ? json({ logs: logs() }) : undefined));
    expect((await autoscale('--max 4')).stdout).toMatch(/^my-app stays at 2: its logs show a failure: /);
    end = 'Back-off restarting failed container';
    expect((await autoscale('--max 4')).stdout).toMatch(/^my-app stays at 2: its logs show a failure: /);
    end = 'ZeroDivisionError: an error that no rule knows';
    expect((await autoscale('--max 4')).stdout).toMatch(
      /^my-app stays at 2: 1 request running, .*engines with work did not log for some of/,
    );
    expect(changes()).toEqual([]);
    end = '';
    expect((await autoscale('--max 4')).stdout).toMatch(/^my-app 2 → 1: none waiting for over/);
  });

  test('nothing to do: says why and sends nothing; under -Q prints nothing', async () => {
    const { autoscale, changes } = loaded([8, 0, 50]);
    expect(await autoscale('--max 4')).toMatchObject({
      code: 0,
      stdout: 'my-app stays at 2: 16 requests running, none waiting, KV cache 50 %\n',
    });
    expect(await autoscale('--max 4 -Q')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(changes()).toEqual([]);
  });

  test('after a change it does nothing until a window has passed', async () => {
    const { autoscale, size, clock } = loaded(FULL);
    await autoscale('--max 5');
    expect((await autoscale('--max 5')).stdout).toMatch(/^my-app stays at 3: /);
    clock.advance(50_000);
    expect((await autoscale('--max 5')).stdout).toMatch(/^my-app stays at 3: 6 requests waiting for 5\d s/);
    clock.advance(MINUTE);
    expect((await autoscale('--max 5')).stdout).toMatch(/^my-app 3 → 4: /);
    expect(size()).toBe(4);
  });

  test('warns of a service that does not tell when it changed a deployment', async () => {
    const { autoscale, sandbox, id } = loaded(LOW);
    sandbox.override(id, { 'updated-at': '2026-01-01T00:00:00Z' });
    const { code, stderr } = await autoscale('--max 4');
    expect(code).toBe(0);
    expect(stderr).toContain('warning: the service did not change updated-at of my-app');
    expect((await loaded(LOW).autoscale('--max 4')).stderr).not.toContain('warning');
  });

  test('during a change it does nothing, and says so', async () => {
    const { autoscale, exo, changes } = loaded(FULL);
    await exo(`deployment scale my-app 4 --no-wait ${AT}`);
    expect(await autoscale('--max 8')).toMatchObject({
      code: 0,
      stdout: 'my-app stays at 4: a change is under way: it is scaling\n',
    });
    expect(changes()).toHaveLength(1);
  });

  test('if the deployment changes between the decision and the request, nothing is sent', async () => {
    const { autoscale, sandbox, id, justBefore, changes } = loaded(FULL);
    justBefore('GET /ai/deployment/*', () => sandbox.override(id, { replicas: 5 }), 2);
    expect(await autoscale('--max 8')).toMatchObject({
      code: 0,
      stdout: 'my-app stays at 2: it has been changed meanwhile: it is now ready with 5 replicas\n',
    });
    expect(changes()).toEqual([]);
  });

  test('if the service refuses because a change is under way, it does nothing, and says so', async () => {
    const { autoscale, exo, justBefore, size } = loaded(FULL);
    justBefore('POST /ai/deployment/*/scale', () => exo(`deployment scale my-app 4 --no-wait ${AT}`));
    const { code, stdout } = await autoscale('--max 8');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^my-app stays at 2: a change is under way, the service says: /);
    expect(size()).toBe(4);
  });

  test('if the service refuses although no change shows: exit 5', async () => {
    const { autoscale, sandbox, size } = loaded(FULL);
    sandbox.failNext('POST /ai/deployment/*/scale=409');
    const { code, stdout, stderr } = await autoscale('--max 8');
    expect({ code, stdout, size: size() }).toEqual({ code: 5, stdout: '', size: 2 });
    expect(stderr).toContain('error: could not scale deployment my-app in at-vie-2: ');
  });

  test('beyond the quota: exit 6 before anything is sent', async () => {
    const { autoscale, sandbox, changes } = loaded(FULL);
    sandbox.setQuota('gpua5000', 2);
    const { code, stderr } = await autoscale('--max 8');
    expect(code).toBe(6);
    expect(stderr).toContain(
      'cannot scale deployment my-app to 3 replicas (4 requests waiting for over 20 min (KV cache 91 %)) in at-vie-2: the quota for gpua5000 is too small',
    );
    expect(changes()).toEqual([]);
  });

  test('prints the cost, and respects --max-cost-per-hour', async () => {
    const files = memoryFiles({ '/prices.json': '{"eur":{"gpua5000":"1.34"}}' });
    const prices = { files, env: { EXO_DI_PRICES: 'prices.json' } };
    const { autoscale, changes } = loaded(FULL);
    const refused = await autoscale('--max 4 --max-cost-per-hour 3', prices);
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain(
      'it would cost 4.02 EUR/h (prices.json), more than --max-cost-per-hour 3.00',
    );
    expect(refused.stderr).toContain('not one more replica is within the limit');
    expect((await autoscale('--max 4 --max-cost-per-hour 3 --prices off', prices)).code).toBe(9);
    expect((await autoscale('--max 4 --max-cost-per-hour 3xyz', prices)).code).toBe(2);
    expect(changes()).toEqual([]);
    const { stderr } = await autoscale('--max 4 --max-cost-per-hour 5', prices);
    expect(stderr).toContain('3 × 1.34 = 4.02 EUR/h');
    expect(changes()).toHaveLength(1);
  });

  test('if the logs cannot be read, it changes nothing and fails', async () => {
    const { autoscale, sandbox, changes } = loaded(FULL);
    sandbox.failNext('GET /ai/deployment/*/logs=503 x*');
    const honest = { transport: sandboxTransport(sandbox) };
    expect((await autoscale('--max 4', honest)).code).toBe(9);
    expect((await autoscale('--max 4 --dry-run')).code).toBe(0);
    expect(changes()).toEqual([]);
  });

  test('without lines in the logs it does nothing, and says so', async () => {
    const { autoscale, changes } = loaded(FULL, {}, () => undefined);
    const { code, stdout } = await autoscale('--max 4');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'my-app stays at 2: its logs have no lines\n' });
    expect(changes()).toEqual([]);
  });

  test('in state error: exit 7, and the deployment is left as it is', async () => {
    const { autoscale, sandbox, id } = loaded(FULL);
    sandbox.override(id, { state: 'error' });
    const { code, stdout, stderr } = await autoscale('--max 4');
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain('deployment my-app in at-vie-2 is in state error; it is left as it is');
    expect(stderr).toContain(`exo-di deployment explain my-app ${AT}`);
  });

  test('text of the service cannot move the cursor, and stays on its line', async () => {
    const { autoscale, sandbox, id } = loaded(FULL);
    sandbox.override(id, { state: 'gone\u001b[2J\nmy-app 2 → 9' });
    const said = (escaped: string) =>
      `my-app stays at 2: its state is gone${escaped}[2J\\nmy-app 2 → 9, in which a change may be under way\n`;
    expect((await autoscale('--max 4')).stdout).toBe(said('\u001b'));
    expect((await autoscale('--max 4', { terminal: true, columns: 200 })).stdout).toBe(said('\\x1b'));
  });

  test('at zero it stays there; outside the limits it is scaled into them without reading logs', async () => {
    const stopped = loaded(FULL, { replicas: 0 });
    expect((await stopped.autoscale('--max 4')).stdout).toBe(
      'my-app stays at 0: it is stopped: without replicas there is no load\n',
    );
    const many = loaded(FULL, { replicas: 5 });
    expect((await many.autoscale('--max 3')).stdout).toBe('my-app 5 → 3: 3 is the maximum\n');
    const few = loaded(LOW, { replicas: 1 });
    expect((await few.autoscale('--min 3 --max 3')).stdout).toBe('my-app 1 → 3: 3 is the minimum\n');
  });

  test('--dry-run shows decision and request', async () => {
    const { autoscale, changes, id } = loaded(FULL);
    const { code, stdout, stderr } = await autoscale('--max 4 --dry-run');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Dry run: nothing was sent.\n' });
    expect(stdout).toBe(
      `my-app 2 → 3: 4 requests waiting for over 20 min (KV cache 91 %)\nPOST /ai/deployment/${id}/scale (zone at-vie-2)\n{\n  "replicas": 3\n}\n1 GPU × 3 replicas = 3 GPUs\n`,
    );
    expect(changes()).toEqual([]);
  });

  test('--no-wait names the operation', async () => {
    const { autoscale } = loaded(FULL);
    const { code, stdout, stderr } = await autoscale('--max 4 --no-wait');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'my-app 2 → 3: 4 requests waiting for over 20 min (KV cache 91 %)\n',
    });
    expect(stderr).toMatch(/Wait for it with: exo-di operation wait [0-9a-f-]{36} -z at-vie-2\n$/);
    expect(stderr).not.toContain('Scaled');
  });

  test('-O json', async () => {
    const { autoscale } = loaded(FULL);
    expect(JSON.parse((await autoscale('--max 4 --dry-run -O json')).stdout)).toEqual({
      name: 'my-app',
      zone: 'at-vie-2',
      result: 'dry-run',
      decision: 'up',
      from: 2,
      to: 3,
      reason: '4 requests waiting for over 20 min (KV cache 91 %)',
      running: 40,
      waiting: 4,
      kv_cache_percent: 91,
      operation_id: null,
    });
    const { stdout } = await autoscale('--max 4 -O json');
    expect(JSON.parse(stdout)).toMatchObject({ result: 'scaled', operation_id: expect.any(String) });
    expect(stdout.endsWith('\n')).toBe(true);
    const { stdout: silent } = await loaded(FULL, {}, () => undefined).autoscale('--max 4 -O json');
    expect(JSON.parse(silent)).toMatchObject({ result: 'unchanged', decision: 'unknown', waiting: null });
    expect((await autoscale('--max 4 --output-template {{.Decision}}:{{.To}}')).stdout).toBe('soon-up:3\n');
  });

  test('-O text: an unknown number is empty, not 0', async () => {
    const { stdout } = await loaded(FULL, {}, () => undefined).autoscale('--max 4 -O text');
    expect(stdout.replace('\n', '').split('\t').slice(7)).toEqual(['', '', '', '']);
  });

  test.each([
    ['', '--max is required'],
    ['--max 0', '--max must be a whole number of 1 or more, not "0"'],
    ['--min 0 --max 3', '--min must be a whole number of 1 or more, not "0"'],
    ['--min 3 --max 2', '--min must not be more than --max'],
    ['--max 3 --target-kv 0%', '--target-kv must be a percentage up to 100%, such as 80%, not "0%"'],
    ['--max 3 --target-kv 0.8', '--target-kv is a percentage: write 80%, or 0.8% if that is meant'],
    ['--max 3 --target-kv 1', '--target-kv is a percentage: write 100%, or 1% if that is meant'],
    ['--max 3 --target-kv 120', '--target-kv must be a percentage up to 100%'],
    ['--max 3 --target-waiting -1', '--target-waiting must be a whole number of 0 or more'],
    ['--max 3 --scale-up-window 1s', '--scale-up-window must be 10s or more'],
    ['--max 3 --scale-down-window -1s', '--scale-down-window must be 24h or less'],
    ['--max 3 --every 5s', '--every must be 10s or more'],
  ])('refuses "%s"', async (flags, said) => {
    const { autoscale, sandbox } = loaded(FULL);
    const { code, stderr } = await autoscale(flags);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('autoscale --every', () => {
  /** Runs autoscale --every for a time, during which the load changes. */
  async function service(
    minutes: number,
    flags: string,
    loads: (minute: number) => Load | undefined,
    failures = 0,
  ) {
    const made = loaded(FULL, {}, () => loads((made.clock.now() - began) / MINUTE));
    const began = made.clock.now();
    if (failures > 0) made.sandbox.failNext(`GET /ai/deployment/*=503 x${failures}`);
    const signal = endedAfter(made.clock, minutes * MINUTE);
    const outcome = await made.autoscale(`--max 4 --every 1m ${flags}`, { signal });
    return { ...outcome, size: made.size() };
  }

  test('prints a line for each change and each new decision; SIGTERM ends it with 0', async () => {
    const { code, stdout, stderr, size } = await service(45.2, '', (minute) => (minute < 12 ? FULL : LOW));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      stdout.split('\n').map((line) => line.replace(/:.*? my/, ' my').replace(/ for (over )?\d.*/, '')),
    ).toMatchInlineSnapshot(`
      [
        "2026-01-01T00 my-app 2 → 3: 4 requests waiting",
        "2026-01-01T00 my-app 3 → 4: 6 requests waiting",
        "2026-01-01T00 my-app stays at 4: 8 requests waiting",
        "2026-01-01T00 my-app stays at 4: 4 requests running, none waiting, KV cache 5 %; one replica fewer in 7 min, if the load stays so low",
        "2026-01-01T00 my-app 4 → 3: none waiting",
        "2026-01-01T00 my-app stays at 3: 3 requests running, none waiting, KV cache 5 %; one replica fewer in 9 min, if the load stays so low",
        "2026-01-01T00 my-app 3 → 2: none waiting",
        "2026-01-01T01 my-app stays at 2: 2 requests running, none waiting, KV cache 5 %; one replica fewer in 9 min, if the load stays so low",
        "2026-01-01T01 my-app 2 → 1: none waiting",
        "2026-01-01T01 my-app stays at 1: 1 request running, none waiting, KV cache 5 %; 1 is the minimum",
        "",
      ]
    `);
    expect(size).toBe(1);
  });

  test('a failed look is reported, and the next one takes place', async () => {
    const { code, stderr, stdout } = await service(
      20.2,
      '-O json',
      (minute) => (minute < 5 ? FULL : [8, 0, 50]),
      20,
    );
    expect(code).toBe(0);
    const errors = stderr.trim().split('\n');
    expect(JSON.parse(errors[0] ?? '')).toMatchObject({ error: { exit_code: 9, zone: 'at-vie-2' } });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ time }) => time)).toEqual(
      Array(2).fill(expect.stringMatching(/^2026-01-01T00:.*Z$/)),
    );
    expect(lines.map(({ decision, result }) => `${decision} ${result}`)).toMatchInlineSnapshot(`
      [
        "up scaled",
        "steady unchanged",
      ]
    `);
  });
});

test('a limit that is not a number is reported as the only problem', async () => {
  const { code, stderr } = await bench().exo('deployment autoscale my-app --max x');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: --max must be a whole number of 1 or more, not "x"\n/);
});
