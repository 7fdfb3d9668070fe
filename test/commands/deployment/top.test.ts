import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../config/memory.js';
import { ctrlC } from '../../helpers/ended.js';
import { type BenchOptions, bench, type RunOptions, T0, tableOf } from '../../helpers/run.js';
import { json, named, retold } from '../../helpers/service.js';

const MINUTE = 60_000;

/** Two replicas of my-app that have served for an hour, with this many requests in the last five minutes. */
function serving(requests = 0, options: BenchOptions = {}) {
  const made = bench(options);
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
  made.clock.advance(55 * MINUTE);
  if (requests > 0) made.sandbox.setLoad('my-app', requests);
  made.clock.advance(5 * MINUTE);
  return { ...made, id, top: (words = '', given = {}) => made.exo(`deployment top ${words}`, given) };
}

describe('deployment top', () => {
  test('the load of a failed deployment is unknown, however long it is silent', async () => {
    const { sandbox, id, top } = serving();
    sandbox.override(id, { state: 'error' });
    for (const since of ['', ' --since 1h'])
      expect(JSON.parse((await top(`-O json${since}`)).stdout)[0]).toMatchObject({
        state: 'error',
        running: null,
        gpus: 2,
        by_replica: [{ running: null }, { running: null }],
        problem: 'its state is error; see why: exo-di deployment explain my-app -z at-vie-2',
      });
  });

  test('if the number of replicas is not told, each replica is known but not the sum', async () => {
    const { id, intercept, top } = serving();
    intercept(retold(`/deployment/${id}`, (body) => JSON.stringify({ ...JSON.parse(body), replicas: null })));
    expect(JSON.parse((await top('my-app -z at-vie-2 -O json')).stdout)).toMatchObject([
      {
        running: null,
        replicas: null,
        gpus: null,
        known_since: null,
        by_replica: [{ running: 0 }, { running: 0 }],
        problem: 'the service does not say how many replicas it has',
      },
    ]);
  });

  test('a name given twice is looked up once', async () => {
    const { stdout, stderr } = await serving(20).top('my-app my-app');
    expect(stderr).toBe('Found my-app in at-vie-2.\n');
    expect(tableOf(stdout).filter((row) => row.includes('my-app'))).toHaveLength(1);
  });

  test('a missing name given twice is reported once', async () => {
    const { stderr, code } = await serving(20).top('gone gone other -z at-vie-2');
    expect([code, stderr]).toEqual([4, expect.stringContaining('2 of 2 failed')]);
  });

  test('prints a row for the sum and one for each replica', async () => {
    const { stdout, stderr, code } = await serving(20).top('my-app -z at-vie-2');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tableOf(stdout)).toEqual([
      [
        'Name',
        'Zone',
        'Replica',
        'Running',
        'Waiting',
        'KV cache',
        'In tok/s',
        'Out tok/s',
        'Last active',
        'GPUs',
      ],
      ['my-app', 'at-vie-2', '2 in all', '16', '4', '92%', '880', '496', 'now', '2'],
      ['', '', '00000000-0', '8', '2', '92%', '440', '248', 'now', '1'],
      ['', '', '00000000-1', '8', '2', '92%', '440', '248', 'now', '1'],
    ]);
  });

  test('--sort orders deployments; the rows of replicas stay below their deployment', async () => {
    const { sandbox, top } = serving(20);
    sandbox.place({ zone: 'at-vie-2', name: 'another', replicas: 2 });
    const names = (stdout: string) => tableOf(stdout).map((row) => row.slice(0, 3).join(' ').trim());
    expect(names((await top('--sort name:desc')).stdout).slice(1)).toEqual([
      ...['my-app at-vie-2 2 in all', '00000000-0', '00000000-1'],
      ...['another at-vie-2 2 in all', '00000000-0', '00000000-1'],
    ]);
    const json = JSON.parse((await top('--sort running:desc -O json')).stdout);
    expect(json.map(({ name }: { name: string }) => name)).toEqual(['my-app', 'another']);
    const { code, stderr } = await top('--sort gpu');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--sort: there is no column gpu\n')]);
  });

  test('-O json has an object for each deployment', async () => {
    const { stdout } = await serving(20).top('-O json');
    const [one, ...others] = JSON.parse(stdout);
    expect(others).toEqual([]);
    const { by_replica: replicas, ...sum } = one;
    expect(sum).toEqual({
      name: 'my-app',
      zone: 'at-vie-2',
      state: 'ready',
      replicas: 2,
      running: 16,
      waiting: 4,
      kv_cache_percent: 92,
      prompt_tokens_per_second: 880,
      generation_tokens_per_second: 496,
      last_active: '2026-01-01T01:00:00.000Z',
      known_since: '2026-01-01T00:00:00.000Z',
      gpus: 2,
      cost_per_hour: null,
      currency: null,
      problem: null,
    });
    expect(replicas).toHaveLength(2);
    expect(replicas[1]).toMatchObject({ replica: '00000000-1', running: 8, waiting: 2, gpus: 1 });
  });

  test('a template and -O text have a line for each row', async () => {
    const { exo, top } = serving(3);
    const template = '{{.Name}} {{.Replica}} {{.Running}} {{.LastActive}}';
    const { stdout } = await exo(['deployment', 'top', '--output-template', template]);
    expect(stdout.split('\n')[0]).toMatch(/^my-app {2}3 2026-01-01T01:00:00\.000Z/);
    expect((await top('-O text')).stdout.split('\n')[1]).toMatch(/^my-app\tat-vie-2\t00000000-0\t2\t0\t/);
  });

  test('says how long a deployment has been idle, as far as the logs prove it', async () => {
    const made = serving();
    expect(tableOf((await made.top()).stdout)[1]?.slice(3)).toEqual([
      '0',
      '0',
      '0%',
      '0',
      '0',
      'over 1h ago',
      '2',
    ]);
    made.sandbox.setLoad('my-app', 4);
    made.clock.advance(MINUTE);
    made.sandbox.setLoad('my-app', 0);
    made.clock.advance(12 * MINUTE);
    expect(tableOf((await made.top()).stdout)[1]?.[8]).toBe('12m ago');
  });

  test.each<[string, (made: ReturnType<typeof serving>) => void, string]>([
    [
      'it has just started',
      ({ exo: _, ...made }) => made.sandbox.place({ zone: 'at-vie-2', name: 'new' }),
      'new in at-vie-2: not known, the logs of 00000000-0 reach back only to 01:00:00Z\n',
    ],
    [
      'it is silent because it is told to',
      ({ sandbox, id }) => sandbox.override(id, { 'inference-engine-parameters': ['--disable-log-stats'] }),
      'my-app in at-vie-2: not known, its engine does not log its load (--disable-log-stats)\n',
    ],
    [
      'a replica has no logs',
      ({ sandbox, id }) => sandbox.override(id, { replicas: 3 }),
      'my-app in at-vie-2: not known, only 2 of its 3 replicas have log lines\n',
    ],
  ])('prints ? if %s', async (_, prepare, said) => {
    const made = serving();
    prepare(made);
    const { stdout, stderr, code } = await made.top();
    expect({ code, stderr }).toEqual({ code: 0, stderr: said });
    const unknown = tableOf(stdout).find((row) => row[3] === '?');
    expect(unknown?.slice(3, 8)).toEqual(['?', '?', '?', '?', '?']);
    const documents = JSON.parse((await made.top('-O json')).stdout);
    expect(documents.find((one: { running: unknown }) => one.running === null)).toMatchObject({
      waiting: null,
      problem: expect.any(String),
    });
  });

  test('a stopped deployment is shown as stopped, without reading its logs', async () => {
    const made = serving();
    made.sandbox.place({ zone: 'at-vie-2', name: 'night', replicas: 0 });
    const { stdout, stderr } = await made.top('night -z at-vie-2');
    expect(tableOf(stdout)[1]?.slice(2)).toEqual(['0 in all', '0', '0', '0%', '0', '0', 'stopped', '0']);
    expect(stderr).toBe('');
  });

  test('--since prints the maximum and the mean of a period', async () => {
    const made = serving(8);
    const [half] = JSON.parse((await made.top('--since 10m -O json')).stdout);
    expect(half).toMatchObject({ running: 8, waiting: 0, generation_tokens_per_second: 128.1 });
    const [beyond] = JSON.parse((await made.top('--since 2h -O json')).stdout);
    expect(beyond).toMatchObject({ running: null, generation_tokens_per_second: null });
    expect(beyond.problem).toBe('the logs of 00000000-0 reach back only to 00:00:00Z');
    expect((await made.top('--since 2h')).stderr).toBe(
      'my-app in at-vie-2: not known, the logs of 00000000-0 reach back only to 00:00:00Z\n',
    );
    for (const since of ['5s', '-1s', 'ten']) expect((await made.top(`--since ${since}`)).code).toBe(2);
  });

  test('--since of centuries takes no time', async () => {
    const { stderr } = await serving(8).top('--since 2500000h');
    expect(stderr).toBe(
      'my-app in at-vie-2: not known, the logs of 00000000-0 reach back only to 00:00:00Z\n',
    );
  });

  test('logs that cannot be read are a ? and a warning, exit 10; if none can be read, the failure', async () => {
    const made = serving(3);
    made.sandbox.place({ zone: 'at-vie-2', name: 'other' });
    made.clock.advance(MINUTE);
    made.sandbox.failNext('GET /ai/deployment/{id}/logs=403');
    const some = await made.top();
    expect(some.code).toBe(10);
    expect(some.stderr).toMatch(
      /^warning: could not read logs of deployment (my-app|other) in at-vie-2: .*\nerror: 1 of 2 deployments could not be read\n/,
    );
    expect(tableOf(some.stdout).some((row) => row.includes('?'))).toBe(true);
    made.sandbox.failNext('GET /ai/deployment/{id}/logs=403');
    const none = await made.top('my-app -z at-vie-2');
    expect(none.code).toBe(3);
    expect(none.stdout).toBe('');
  });

  test('prints the rows of the zones that answer, and reports each zone that fails', async () => {
    const made = serving(3, { fail: ['GET /ai/deployment@de-fra-1=403 x*'] });
    const some = await made.top('-O json');
    expect(JSON.parse(some.stdout)).toMatchObject([{ name: 'my-app', running: 3 }]);
    expect(some.code).toBe(10);
    const table = await made.top();
    expect(tableOf(table.stdout)).toHaveLength(4);
    expect(table.stderr).toMatch(/^warning: zone de-fra-1: .*\nerror: 1 of 8 zones failed: de-fra-1\n/);
    made.sandbox.place({ zone: 'at-vie-2', name: 'other' });
    made.sandbox.failNext('GET /ai/deployment/{id}/logs=403');
    const both = await made.top();
    expect(both.stderr).toMatch(/^warning: could not read logs of deployment /m);
    expect(both.stderr).toMatch(/^error: 1 of 8 zones failed: de-fra-1$/m);
  });

  test('if requests fill the logs, more lines are requested, once', async () => {
    const made = serving(16);
    const asked: number[] = [];
    made.intercept(async (request, ask) => {
      if (!request.url.includes('/logs')) return undefined;
      const tail = Number(/tail=(\d+)/.exec(request.url)?.[1] ?? 0);
      asked.push(tail);
      const time = new Date(T0 + 60 * MINUTE).toISOString();
      const message = 'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 200 OK';
      const flood = Array.from({ length: 2_000 }, () => ({ time, node: '00000000-0', message }));
      return json({ logs: [...JSON.parse((await ask(request)).body).logs, ...flood].slice(-tail) });
    });
    const { stdout } = await made.top('-O json');
    expect(asked).toEqual([1_000, 10_000]);
    expect(JSON.parse(stdout)[0]).toMatchObject({ running: 16, problem: null });
  });

  test('for fifty deployments at most four requests are under way at once; two for each, and the lists', async () => {
    const made = bench();
    for (let n = 0; n < 50; n++) made.sandbox.place({ zone: 'at-vie-2', name: `d${n}` });
    made.clock.advance(MINUTE);
    let running = 0;
    let most = 0;
    made.intercept(async (request, ask) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      return ask(request).finally(() => running--);
    });
    const { code } = await made.exo('deployment top');
    expect(code).toBe(0);
    expect(most).toBe(4);
    const paths = made.sandbox.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('/logs'))).toHaveLength(50);
    expect(paths.filter((path) => /\/ai\/deployment\/[^/]+$/.test(path))).toHaveLength(50);
    expect(paths).toHaveLength(100 + 8 + 1);
  });

  test('a price feed that hangs delays only the end', async () => {
    const made = serving(20);
    const order: string[] = [];
    let lookedAt: () => void = () => {};
    const looked = new Promise<void>((resolve) => {
      lookedAt = resolve;
    });
    made.intercept(async ({ url }) => {
      order.push(new URL(url).pathname.split('/').at(-1) ?? '');
      if (url.includes('/prices')) {
        await looked;
        order.push('prices answered');
      }
      if (url.includes('/logs')) lookedAt();
      return undefined;
    });
    const { code, stdout } = await made.top('my-app -z at-vie-2', {
      env: { EXO_DI_PRICES: 'http://127.0.0.1:1/prices' },
    });
    expect(code).toBe(0);
    // Whatever is requested first: the price is waited for only when nothing else is left to request.
    expect(order.filter((name) => name !== 'prices').slice(-2)).toEqual(['logs', 'prices answered']);
    expect(stdout).not.toContain('Cost/h');
  });

  test('says why there are no costs, once, and not with -O json or -Q', async () => {
    const made = serving(20);
    const said = async (line: string) => (await made.top(`--prices /nope.json ${line}`)).stderr;
    expect(await said('')).toBe('Price unknown: file "/nope.json" does not exist.\n');
    expect([await said('-O json'), await said('-Q')]).toEqual(['', '']);
    expect((await made.top('--prices off')).stderr).toBe('');
  });

  test('prints the known costs, and on a terminal their sum and the quota', async () => {
    const made = serving(20);
    const files = memoryFiles({ '/prices.json': JSON.stringify({ eur: { 'ai-gpua5000': '1.34' } }) });
    const given = { env: { EXO_DI_PRICES: '/prices.json' }, files };
    expect(tableOf((await made.top('', given)).stdout)[1]?.at(-1)).toBe('2.68 EUR');
    const [one] = JSON.parse((await made.top('-O json', given)).stdout);
    expect(one).toMatchObject({ cost_per_hour: '2.68', currency: 'EUR' });
    made.sandbox.place({ zone: 'at-vie-2', name: 'other' });
    const { stdout } = await made.top('', { ...given, terminal: true, columns: 120 });
    expect(stdout).toContain('3 GPUs in all, 4.02 EUR/h\n');
    expect(stdout).toMatch(/\ngpua5000 {2}█+·+ 5 left, 3 of 8 used\n/);
    expect(stdout).toContain('?  other in at-vie-2: the logs of 00000000-0 reach back only to 01:00:00Z\n');
  });
});

describe('deployment top --prometheus', () => {
  test('writes a file for a node exporter, and leaves out what is not known', async () => {
    const { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } = await import('node:fs');
    const folder = mkdtempSync('/tmp/exo-di-top-');
    try {
      const made = serving(20);
      made.sandbox.place({ zone: 'at-vie-2', name: 'quo"te' });
      expect(await made.top(`--prometheus ${folder}/exo.prom`)).toMatchObject({ code: 0, stdout: '' });
      expect(readdirSync(folder)).toEqual(['exo.prom']);
      // The exporter runs as another user.
      if (process.platform !== 'win32')
        expect(statSync(`${folder}/exo.prom`).mode & 0o777).toBe(0o644 & ~process.umask());
      const text = readFileSync(`${folder}/exo.prom`, 'utf8');
      expect(text).toContain('# TYPE exo_di_running_requests gauge\n');
      expect(text).toContain(
        'exo_di_running_requests{zone="at-vie-2",deployment="my-app",replica="00000000-1"} 8\n',
      );
      expect(text).toContain(
        'exo_di_kv_cache_usage_ratio{zone="at-vie-2",deployment="my-app",replica="00000000-0"} 0.92\n',
      );
      expect(text).toContain('exo_di_load_known{zone="at-vie-2",deployment="quo\\"te"} 0\n');
      expect(text).not.toMatch(/running_requests\{[^}]*quo/);
      expect(text).toContain(`exo_di_look_timestamp_seconds ${(T0 + 60 * MINUTE) / 1_000}\n`);
      for (const line of text.trimEnd().split('\n'))
        expect(line).toMatch(
          /^# (HELP|TYPE) exo_di_\w+ .+$|^exo_di_\w+(\{(\w+="(\\.|[^"\\])*",?)+\})? -?\d[\d.e+]*$/,
        );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('two deployments of one name have series of their own, as a file with one twice is refused', async () => {
    const { mkdtempSync, readFileSync, rmSync } = await import('node:fs');
    const folder = mkdtempSync('/tmp/exo-di-top-');
    try {
      const { id, sandbox, top } = serving(0, { assumptions: { duplicateNames: 'allowed' } });
      const twin = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
      sandbox.place({ zone: 'at-vie-2', name: 'other' });
      await top(`--prometheus ${folder}/exo.prom`);
      const series = readFileSync(`${folder}/exo.prom`, 'utf8').match(/^exo_di_gpus.*$/gm);
      expect(series?.sort()).toEqual(
        [
          `exo_di_gpus{zone="at-vie-2",deployment="my-app",id="${id}"} 2`,
          `exo_di_gpus{zone="at-vie-2",deployment="my-app",id="${twin}"} 1`,
          'exo_di_gpus{zone="at-vie-2",deployment="other"} 1',
        ].sort(),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a file that cannot be written is reported as that', async () => {
    const { code, stderr } = await serving().top('--prometheus /nowhere/exo.prom');
    expect(code).toBe(2);
    expect(stderr).toContain('/nowhere/exo.prom cannot be written: it does not exist');
  });

  test('cannot be combined with another format', async () => {
    expect((await serving().top('--prometheus x.prom -O json')).code).toBe(2);
  });
});

describe('deployment top --watch', () => {
  /** Watches until this number of looks at logs was answered. */
  async function watched(
    words: string,
    looks: number,
    act: (made: ReturnType<typeof serving>, look: number) => void,
    options: RunOptions = {},
  ) {
    const made = serving(0, { assumptions: { duplicateNames: 'allowed' } });
    const { signal, press } = ctrlC();
    let seen = 0;
    made.intercept(({ url }) => {
      if (!url.includes('/logs')) return undefined;
      act(made, ++seen);
      if (seen > looks) press();
      return undefined;
    });
    const outcome = await made.top(`--watch ${words}`, { signal, ...options });
    return { ...outcome, ...made };
  }

  test('in a pipe prints a line for each change, with a look every ten seconds', async () => {
    const { code, stdout, clock } = await watched('my-app -z at-vie-2', 4, ({ sandbox }, look) => {
      if (look === 2) sandbox.setLoad('my-app', 2);
      if (look === 4) sandbox.setLoad('my-app', 0);
    });
    expect(code).toBe(130);
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      'my-app in at-vie-2: 0 running, 0 waiting, KV cache 0%, 0 tokens/s in, 0 out',
      'my-app in at-vie-2: 2 running, 0 waiting, KV cache 11.5%, 110 tokens/s in, 62 out',
      'my-app in at-vie-2: 0 running, 0 waiting, KV cache 0%, 0 tokens/s in, 0 out',
    ]);
    expect(Math.floor((clock.now() - T0) / 10_000)).toBe(364);
  });

  test.each(['', '-O json'])('%s: of two deployments of one name both are printed', async (words) => {
    const { stdout } = await watched(words, 7, ({ sandbox }, look) => {
      if (look === 2) sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 0 });
    });
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringContaining('my-app'),
      expect.stringMatching(
        words === '' ? /^my-app in at-vie-2: stopped$/ : /"name":"my-app".*"change":"seen"/,
      ),
    ]);
  });

  test('a deployment with another name is called gone only in data, which has no ID', async () => {
    const rename: Parameters<typeof watched>[2] = ({ id, sandbox }, look) => {
      if (look === 2) sandbox.override(id, { name: 'renamed' });
    };
    const data = await watched('-O json', 4, rename);
    expect(data.stdout).toMatch(/"name":"renamed".*"change":"seen"\}\n.*"name":"my-app".*"change":"gone"/);
    const { stdout } = await watched('', 4, rename);
    expect(stdout.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^renamed in at-vie-2 \(was my-app\): 0 running, /),
      '',
    ]);
  });

  test('-O json prints an object for each change', async () => {
    const { stdout } = await watched('-O json', 1, () => {});
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'my-app',
      running: 0,
      change: 'seen',
      by_replica: [{}, {}],
    });
  });

  test('if a zone stops answering, none of its deployments is called gone', async () => {
    const { stdout, stderr, code } = await watched('', 6, ({ sandbox }, look) => {
      if (look === 1) sandbox.place({ zone: 'de-fra-1', name: 'far', gpuType: 'gpu3' });
      if (look === 3) sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
    });
    expect(code).toBe(130);
    expect(stdout).toContain('far in de-fra-1: ');
    expect(stdout).not.toContain('gone');
    expect(
      stderr.match(/^warning: zone de-fra-1: .*; shown as it was last seen at 2026-01-01T\S+$/gm),
    ).toHaveLength(1);
  });

  test('the end of the only deployment that it sees does not end it', async () => {
    const { code, stdout, stderr } = await watched('', 9, ({ sandbox }, look) => {
      if (look === 1) sandbox.place({ zone: 'de-fra-1', name: 'far', gpuType: 'gpu3' });
      if (look === 3) sandbox.failNext('GET /ai/deployment@de-fra-1=503 x40');
      // After the list was read, and before its logs are.
      if (look === 4) sandbox.world.data.deployments.splice(0, 1);
    });
    expect({ code, gone: stdout.match(/^.*: gone$/gm) }, stderr).toEqual({
      code: 130,
      gone: ['my-app in at-vie-2: gone'],
    });
  });

  test.each(['top', 'idle --for 45m'])(
    '%s: a deployment that nobody named and that is deleted meanwhile is no failure',
    async (words) => {
      const made = serving();
      made.sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 0 });
      made.intercept(({ url }) => {
        if (url.endsWith(`/ai/deployment/${made.id}`)) made.sandbox.world.data.deployments.splice(0, 1);
        return undefined;
      });
      const { code, stdout, stderr } = await made.exo(`deployment ${words} -O text`);
      expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: expect.stringMatching(/^other\t.*\n$/) });
      expect(stderr).not.toContain('my-app');
    },
  );

  test('what only the list lacks is read by its ID, and not called gone', async () => {
    const made = serving();
    const twin = made.sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 0 });
    const { signal, press } = ctrlC();
    let looks = 0;
    made.intercept((request) => {
      if (named(request) === 'GET /ai/deployment' && request.url.includes('/at-vie-2/') && ++looks > 7)
        press();
      if (looks === 3) made.sandbox.setLoad('my-app', 2);
      if (looks === 5) made.sandbox.world.data.deployments.splice(0, 9);
      const isBehind = looks > 2 && named(request) === 'GET /ai/deployment';
      return isBehind ? json({ deployments: [] }) : undefined;
    });
    const { stdout } = await made.top('--watch', { signal });
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^my-app in at-vie-2: 0 running/),
      'other in at-vie-2: stopped',
      expect.stringMatching(/^my-app in at-vie-2: 2 running/),
      'my-app in at-vie-2: gone',
      'other in at-vie-2: gone',
    ]);
    const asked = made.sandbox.requests.filter(({ path }) => path.endsWith(twin));
    expect(asked).toHaveLength(5);
  });

  test('while a zone does not answer, the last work in it does not get longer ago', async () => {
    const made = bench();
    made.sandbox.place({ zone: 'de-fra-1', name: 'far', gpuType: 'gpu3' });
    made.sandbox.place({ zone: 'at-vie-2', name: 'near' });
    made.clock.advance(115 * MINUTE);
    const { signal, press } = ctrlC();
    let looks = 0;
    made.intercept(({ url }) => {
      if (url.includes('/logs') && url.includes('/at-vie-2/') && ++looks === 3)
        made.sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
      if (looks > 45) press();
      return undefined;
    });
    const { stdout } = await made.exo('deployment top --watch', {
      signal,
      terminal: true,
      columns: 160,
      env: { TERM: 'xterm', NO_COLOR: '1' },
    });
    const last = stdout.split('┌').at(-1);
    expect(last).toMatch(/│ near .* over 2h ago /);
    expect(last).toMatch(/│ far .* over 1h ago /);
  });

  test('with --prometheus nothing is shown, nor said to be shown of a zone that does not answer', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const folder = mkdtempSync('/tmp/exo-di-top-');
    try {
      const { stdout, stderr } = await watched(
        `--prometheus ${folder}/exo.prom`,
        6,
        ({ sandbox }, look) => {
          if (look === 2) sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
        },
        { terminal: true, columns: 200, env: { TERM: 'xterm', NO_COLOR: '1' } },
      );
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^warning: zone de-fra-1: .*; its deployments are left out$/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a failed look is reported once, and does not end it', async () => {
    const { stdout, stderr } = await watched('', 12, ({ sandbox }, look) => {
      if (look === 1) sandbox.place({ zone: 'at-vie-2', name: 'other' });
      if (look === 3 || look === 5) sandbox.failNext('GET /ai/deployment/{id}/logs=403');
    });
    expect(stderr.match(/^warning: /gm)).toHaveLength(1);
    expect(stdout).toContain('not known, could not read logs of deployment');
  });
});
