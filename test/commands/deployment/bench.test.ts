import { describe, expect, test, vi } from 'vitest';
import { filePrompts, madePrompts, seeded } from '../../../src/commands/deployment/bench/bench-prompts.js';
import { deploymentKey } from '../../../src/sandbox/api-keys.js';
import { memoryFiles } from '../../config/memory.js';
import { ctrlC } from '../../helpers/ended.js';
import { bench, lyingEndpoints, type RunOptions, streamOf } from '../../helpers/run.js';
import { retold } from '../../helpers/service.js';
import { virtualClock } from '../../helpers/virtual-time.js';

/** Alone, tokens come every 20 ms, and 2 ms later for each other request: with 16 at once every 50 ms, 20 a second. */
const LAW = { ttftMs: 200, tokenMs: 20, perRequestMs: 2, slots: 256 };
const QUICK = '--output-tokens 8 --input-tokens 4';

function measured(options: Parameters<typeof bench>[0] = {}, replicas = 1) {
  const made = bench({ clock: virtualClock(), latency: LAW, ...options });
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas });
  const line = (flags: string, given: RunOptions = {}) =>
    made.exo(`deployment bench my-app -z at-vie-2 ${QUICK} ${flags}`, {
      files: memoryFiles({ '/prices.json': '{"eur":{"gpua5000":"1.34"}}' }),
      ...given,
    });
  const completions = () => made.sandbox.requests.filter(({ path }) => path.endsWith('/completions')).length;
  return { ...made, id, line, completions };
}

test.each([
  ['--concurrency 1,x', '--concurrency must be numbers from 1 to 1024 like 1,4,16, not "1,x"'],
  ['--slo ttft=500', '--slo must look like ttft=500ms,tps=20, not "ttft=500"'],
  ['--slo tps=0', '--slo must look like ttft=500ms,tps=20, not "tps=0"'],
  ['--at-once 40', '--at-once asks how many replicas keep an objective: give --slo too'],
  ['--prompts p.txt', '--prompts and --input-tokens cannot be given together: prompts have their own length'],
  [
    '--concurrency 4 --max-tokens 100',
    '--max-tokens 100 is not enough for 4 at once: 192 tokens, 12 a request',
  ],
  ['--slo tps=20 --max-tokens 71', '--max-tokens 71 is not enough for 1 at once: 72 tokens, 12 a request'],
  ['--max-duration 0s', '--max-duration must be more than 0'],
])('deployment bench %s is refused before anything is sent', async (flags, message) => {
  const { line, sandbox } = measured();
  const { code, stderr } = await line(`${flags} -f`);
  expect([code, stderr.split('\n')[0]]).toEqual([2, `error: ${message}`]);
  expect(sandbox.requests).toEqual([]);
});

test('without a terminal it needs -f, and at zero replicas there is nothing to measure', async () => {
  const { line, sandbox } = measured();
  expect(await line('--slo tps=20')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /: exo-di deployment bench my-app (?=.*--zone at-vie-2)(?=.*--slo tps=20)(?=.*--output-tokens 8).* -f\n/,
    ),
  });
  expect(sandbox.requests).toEqual([]);
  const { code, stderr } = await measured({}, 0).line('-f');
  expect([code, stderr]).toMatchObject([
    7,
    expect.stringContaining('exo-di deployment scale my-app 1 -z at-vie-2'),
  ]);
});

test('each level has the keys of vLLM’s own bench, and the numbers that the server’s law gives', async () => {
  const { line, id } = measured();
  const { code, stdout, stderr } = await line('--concurrency 1,4 -f -O json');
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining('1, 4 at once, for 5m and 200000 tokens at most'),
  ]);
  const { levels, ...about } = JSON.parse(stdout);
  expect(about).toMatchObject({
    name: 'my-app',
    zone: 'at-vie-2',
    endpoint_type: 'openai-chat',
    replicas: 1,
    model_id: 'mistralai/Mistral-7B-Instruct-v0.3',
    objective: null,
    capacity: null,
  });
  expect(levels).toMatchObject([
    {
      max_concurrency: 1,
      completed: 5,
      failed: 0,
      median_ttft_ms: 200,
      p99_ttft_ms: 200,
    },
    { max_concurrency: 4, completed: 12, failed: 0, median_ttft_ms: 200, cut_short: false },
  ]);
  expect(levels[0]).toMatchObject({ median_tpot_ms: 20, p99_e2el_ms: 340 });
  expect(levels[1].p95_tpot_ms).toBeGreaterThan(24);
  expect(levels[1].p95_tpot_ms).toBeLessThanOrEqual(26);
  expect(levels[1].output_throughput).toBeGreaterThan(levels[0].output_throughput * 3);
  expect(stdout).not.toContain(deploymentKey(id));
});

test('finds the largest number at once within an objective, and what more replicas take and cost', async () => {
  const { line } = measured({ latency: { ...LAW, perRequestMs: 4 } });
  const { code, stdout, stderr } = await line(
    '--slo ttft=500ms,tps=20 --at-once 40 -f --prices /prices.json',
  );
  expect(code).toBe(0);
  const [, found] =
    /one replica serves (\d+) requests at once within the objective; for 40 you need (\d+) replicas \((.*)\)/.exec(
      stdout,
    ) ?? [];
  // Within one step of 8.
  expect(Number(found)).toBeGreaterThanOrEqual(7);
  expect(Number(found)).toBeLessThanOrEqual(9);
  expect(stdout).toContain('for 40 you need 5 replicas (6.70 EUR/h)');
  expect(stderr).toContain('for 5m and 200000 tokens at most');
  expect(stderr).toContain('of which 5m are 0.11 EUR');
});

test('more replicas serve more, and the result is given for each replica, too', async () => {
  const { line } = measured({ latency: { ...LAW, perRequestMs: 10 } }, 2);
  const { stdout } = await line('--slo tps=20 --at-once 100 -f -O json');
  const { capacity } = JSON.parse(stdout);
  expect(capacity.replicas).toBe(2);
  expect(capacity.at_once).toBeGreaterThanOrEqual(7);
  expect(capacity.at_once).toBeLessThanOrEqual(9);
  expect(capacity.replicas_needed).toBe(Math.ceil(200 / capacity.at_once));
});

test('a request that waits for a slot counts as late, however fast its tokens come then', async () => {
  const { line } = measured({ latency: { ...LAW, slots: 4, perRequestMs: 0 } });
  const { stdout } = await line('--slo ttft=300ms -f -O json');
  expect(JSON.parse(stdout).capacity).toMatchObject({ at_once: 4, at_least: false });
});

test('if the replicas are not told, nothing is claimed for each replica or their cost', async () => {
  const { id, intercept, line } = measured({ latency: { ...LAW, perRequestMs: 20 } });
  const untold = (body: string) => JSON.stringify({ ...JSON.parse(body), replicas: null });
  intercept(retold(`/deployment/${id}`, untold));
  const { stdout, stderr } = await line('--slo ttft=500ms,tps=20 --at-once 40 -f --prices /prices.json');
  expect(stderr).toContain('Measuring deployment my-app in at-vie-2: the largest number at once');
  expect(stdout).toMatch(
    /^it serves \d+ requests at once .*; the service does not say how many replicas it has$/m,
  );
  expect(stdout + stderr).not.toMatch(/replica serves|you need|EUR/);
  const { replicas, capacity } = JSON.parse((await line('--slo tps=20 --at-once 40 -f -O json')).stdout);
  expect([replicas, capacity.replicas, capacity.replicas_needed]).toEqual([null, null, null]);
});

test('tokens that arrive all at once do not count as generated fast', async () => {
  const { line } = measured({ latency: { ttftMs: 800, tokenMs: 0, perRequestMs: 0, slots: 256 } });
  expect((await line('--slo tps=20 -f')).stdout).toContain('one replica does not serve even one request');
});

test('if not even one request at a time is within the objective, it says so', async () => {
  const { line } = measured();
  const { stdout } = await line('--slo ttft=100ms -f');
  expect(stdout).toContain('one replica does not serve even one request within the objective');
});

test.each([
  [
    '1,4,8',
    'one replica serves at least 8 requests at once within the objective; for 40 you need at most 5 replicas',
  ],
  [
    '4,20',
    'one replica serves at least 4 requests at once within the objective; for 40 you need at most 10 replicas',
  ],
  [
    '20,24',
    '20 requests at once are too many for one replica within the objective, and fewer were not tried',
  ],
])('with levels %s it claims no more than was tried', async (levels, said) => {
  const { line } = measured();
  const { stdout } = await line(`--concurrency ${levels} --slo tps=20 --at-once 40 -f`);
  expect(stdout).toContain(said);
});

test('Ctrl-C prints what was measured so far', async () => {
  const { signal, press } = ctrlC();
  const { line, sandbox } = measured({ latency: { ...LAW, slots: 1 } });
  const going = line('--concurrency 1,256 -f -O json', { signal });
  await expect.poll(() => sandbox.requests.length).toBeGreaterThan(150);
  press();
  const { code, stdout } = await going;
  expect([code, JSON.parse(stdout).levels.length]).toEqual([130, 1]);
});

test('never exceeds the budget of tokens, and says what was not measured for it', async () => {
  const { line, completions } = measured();
  const { code, stderr } = await line('--slo tps=20 --max-tokens 200 -f');
  expect(code).toBe(0);
  // The first requests of a level are shorter: the shortest has 4 words in and 2 out.
  expect(completions()).toBeLessThanOrEqual(200 / 6);
  expect(stderr).toContain('warning: the budget ended before 4 at once was measured');
});

test('at the end of the time requests under way are broken off, and count with the time they took', async () => {
  const { line } = measured({ latency: { ...LAW, tokenMs: 1_000 } });
  const { stdout } = await line('--concurrency 1 --max-duration 30s -f -O json');
  const [level] = JSON.parse(stdout).levels;
  expect(level.cut_short).toBe(true);
  expect(level.num_prompts).toBeGreaterThan(level.completed);
  expect(level.duration).toBeLessThanOrEqual(32);
});

test('failures are counted and reported, and do not make the results look faster', async () => {
  const { line } = measured({ fail: ['POST /v1/chat/completions=503 x3'] });
  const { code, stderr, stdout } = await line('--concurrency 2 -f -O json');
  expect(code).toBe(0);
  const [level] = JSON.parse(stdout).levels;
  expect(level.failed + level.completed).toBe(level.num_prompts);
  expect(level.failed).toBeGreaterThan(0);
  expect(stderr).toMatch(/warning: \d of 6 requests failed at 2 at once: .*503/);
});

test('an engine that takes requests and sends nothing does not answer', async () => {
  const { setTimeout: wait } = globalThis;
  const soon = (act: () => void, ms?: number) => wait(act, ms === 77_000 ? 1 : ms);
  vi.stubGlobal('setTimeout', soon);
  const { line } = measured({ fail: ['POST /v1/chat/completions=silence x99'] });
  const outcome = await line('--max-duration 77s -f').finally(() => vi.unstubAllGlobals());
  expect(outcome).toMatchObject({ code: 7, stdout: '' });
  expect(outcome.stderr).toContain('does not answer: nothing came within 1m17s');
});

test('a time in which no level can be measured is too short', async () => {
  const { line } = measured({ latency: { ...LAW, tokenMs: 1_000 } });
  const { code, stdout, stderr } = await line('--max-duration 3s -f');
  expect({ code, stdout }).toEqual({ code: 8, stdout: '' });
  expect(stderr).toContain(
    'error: deployment my-app in at-vie-2: the budget ended before 1 at once was measured\n' +
      'hint: give more --max-duration or --max-tokens\n',
  );
});

test('no answers at the first level are a failure; at a later level they are the end of the capacity', async () => {
  const { code, stderr } = await measured({ fail: ['POST /v1/chat/completions=503 x99'] }).line('-f');
  expect([code, stderr]).toMatchObject([7, expect.stringContaining('my-app in at-vie-2 does not answer')]);
  const { line, sandbox } = measured();
  expect((await line('--concurrency 1 -f --model nobody')).code).toBe(4);
  expect(sandbox.requests.filter(({ path }) => path.endsWith('/completions'))).toEqual([]);
});

test('on a terminal it asks first, and draws the curve', async () => {
  const { line, completions } = measured();
  const declined = await line('--concurrency 1', { typed: ['n\r'] });
  expect([declined.code, completions()]).toEqual([130, 0]);
  const { code, stdout } = await line('--concurrency 1,4', {
    typed: ['y\r'],
    columns: 100,
    env: { LANG: 'C.UTF-8' },
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/At once +Tokens\/s +TTFT p95\n/);
  expect(stdout).toMatch(/ 4 {2}█{30} +\d+ tok\/s/);
});

test('prompts are the same each time; those of a file are used in turn', () => {
  expect(madePrompts(5, seeded(1)).next()).toBe(madePrompts(5, seeded(1)).next());
  expect(madePrompts(5, seeded(1)).next().split(' ')).toHaveLength(5);
  const { next, most } = filePrompts('one\n\n{"prompt":"two"}\n"three"\n{not json\n', 'p.txt');
  expect([next(), next(), next(), next(), next()]).toEqual(['one', 'two', 'three', '{not json', 'one']);
  expect(most).toBe(3);
  expect(() => filePrompts('\n', 'p.txt')).toThrow('file "p.txt" has no prompt');
});

test('an endpoint that does not list its models is given up, with the cause', async () => {
  const { setTimeout: wait } = globalThis;
  const soon = (act: () => void, ms?: number) => wait(act, ms === 30_000 ? 1 : ms);
  vi.stubGlobal('setTimeout', soon);
  const { line } = measured({ fail: ['GET /v1/models=silence'] });
  const { code, stderr } = await line('-f').finally(() => vi.unstubAllGlobals());
  expect([code, stderr]).toEqual([
    7,
    expect.stringContaining('deployment my-app in at-vie-2 does not answer: nothing came within 30s'),
  ]);
});

describe('an engine whose replies are', () => {
  /** Replaces the sandbox's streams by these chunks; other answers stay. */
  function saying(...chunks: readonly object[]) {
    const made = measured();
    let asked = 0;
    const endpoints = lyingEndpoints(made.sandbox, ({ url }) => {
      if (!url.endsWith('/chat/completions')) return undefined;
      asked += 1;
      return streamOf(...chunks);
    });
    const line = (flags: string) => made.line(`-f ${flags}`, { endpoints });
    return { line, asked: () => asked };
  }
  const piece = (content: string) => ({ choices: [{ delta: { content } }] });
  const ended = { choices: [{ delta: {}, finish_reason: 'stop' }] };

  test('empty counts as serving nothing, however fast', async () => {
    const { code, stdout, stderr } = await saying(ended).line('--slo ttft=500ms,tps=20');
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain('does not answer: its reply has no text');
  });

  test('without usage is not asked beyond --max-tokens: each prompt counts as the longest', async () => {
    const { line, asked } = saying(piece('a'), piece('b'), ended);
    await line('--slo ttft=500ms --max-tokens 300');
    // Each request has four words of prompt and two pieces of reply.
    expect(asked()).toBeLessThanOrEqual(300 / 6);
    expect(asked()).toBeGreaterThan(20);
  });
});
