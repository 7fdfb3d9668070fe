import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { pingUrl } from '../../../src/api/ping.js';
import { CONFIG } from '../../config/memory.js';
import { endedAfter } from '../../helpers/ended.js';
import { ownFolder } from '../../helpers/folder.js';
import { deployment, desk, OFFICE_HOURS } from '../../helpers/inference-file.js';
import { beforeSleep, T0 } from '../../helpers/run.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Runs `apply --every` until it is ended after a time. It begins on Thursday, 1 January, at 01:00 in Vienna. */
function service(
  lastsMs: number,
  kind: 'terminated' | 'interrupted' = 'terminated',
  options: Parameters<typeof desk>[0] = {},
) {
  const made = desk(options);
  made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
  made.write(deployment('my-app', undefined, OFFICE_HOURS));
  const signal = endedAfter(made.clock, lastsMs, kind);
  const rounds: number[] = [];
  beforeSleep(made.clock, (ms, given) => {
    if (given === signal) rounds.push(made.clock.now() + ms);
  });
  const apply = (flags: string) => made.exo(`apply -f /f.yaml ${flags}`, { signal });
  return { ...made, apply, rounds, signal };
}

describe('apply --every', () => {
  test('prints a line for each change, with its time, and ends with 0 on SIGTERM', async () => {
    const { apply, sizes } = service(24 * HOUR);
    const { code, stdout, stderr } = await apply('--every 1h --no-wait');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/[0-9a-f-]{36}/g, 'ID')).toMatch(
      /^2026-01-01T00:00:00\.000Z my-app in at-vie-2: .*0.*\n2026-01-01T06:00:00\.000Z my-app in at-vie-2: .*\n2026-01-01T19:00:00\.000Z .*\n$/,
    );
    expect(sizes()).toEqual({ 'my-app': 0 });
  });

  test('--heartbeat: writes the time of the last round, even of a failed one', async () => {
    const folder = ownFolder();
    const file = join(folder, 'beat');
    const { apply, sandbox } = service(2 * HOUR);
    sandbox.failNext('GET /ai/deployment=503 x1000');
    expect((await apply(`--every 1h --heartbeat ${file}`)).code).toBe(0);
    const beat = Date.parse(readFileSync(file, 'utf8').trim());
    expect(beat).toBeGreaterThanOrEqual(T0 + HOUR);
    const { code, stderr } = await service(HOUR).apply(`--every 1h --heartbeat ${folder}/none/beat`);
    expect(code).toBe(0);
    expect(stderr).toContain('none/beat could not be written: it does not exist');
  });

  test('Ctrl-C is 130', async () => {
    const { apply } = service(HOUR, 'interrupted');
    expect((await apply('--every 5m')).code).toBe(130);
  });

  test('starts rounds by the clock, however long a round takes', async () => {
    const { apply, rounds } = service(2 * HOUR);
    await apply('--every 7m');
    const waits = rounds.filter((at) => (at - T0) % (7 * MINUTE) === 0);
    expect(waits.map((at) => (at - T0) / MINUTE)).toEqual(Array.from({ length: 18 }, (_, n) => (n + 1) * 7));
  });

  test('a clock that is set back does not make a wait longer', async () => {
    const { apply, clock, sandbox } = service(HOUR);
    const now = clock.now.bind(clock);
    clock.now = () => now() - (sandbox.requests.length > 0 ? 8 * HOUR + MINUTE : 0);
    const waits: number[] = [];
    beforeSleep(clock, (ms) => {
      if (ms > MINUTE) waits.push(ms / MINUTE);
    });
    await apply('--every 7m --no-wait');
    expect(Math.max(...waits)).toBeLessThanOrEqual(7);
  });

  test('a failed round is reported, and the next one makes up for it', async () => {
    const { apply, sandbox, sizes } = service(2 * HOUR);
    sandbox.failNext('GET /ai/deployment=503 x20');
    const { code, stderr } = await apply('--every 10m');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^error: could not list deployments.* \(2026-01-01T00:00:[0-9.]+Z\)$/m);
    expect(sizes()).toEqual({ 'my-app': 0 });
  });

  test.each(['', ' -O json'])(
    'the commands in the hints of a failed round name file and account%s',
    async (how) => {
      const { exo, files, signal, sandbox, write } = service(20 * MINUTE);
      files['/lab.toml'] = '[[accounts]]\nname = "lab"\nkey = "k"\nsecret = "s"\n';
      write(deployment('my-app', 1));
      sandbox.failNext('GET /ai/deployment=503 x20');
      const { stderr } = await exo(`-C /lab.toml -A lab apply -f /f.yaml --every 10m${how}`, { signal });
      expect(stderr).toContain('exo-di -C /lab.toml -A lab doctor');
    },
  );

  test.each([
    ['a key that was replaced', '', 'EXOold', /^error: .*HTTP 403/],
    ['an account that was missing', 'account: lab', 'EXOnew', /^error: account "lab" .* is not defined/],
  ])('%s counts from the round after a failed one', async (_, more, begins, problem) => {
    const credentials = [{ key: begins, secret: 's' }];
    const { exo, files, signal, write, clock, sizes } = service(HOUR, 'terminated', { credentials });
    const accounts = (...names: string[]) =>
      names.map((name) => `[[accounts]]\nname = "${name}"\nkey = "${credentials[0]?.key}"\nsecret = "s"\n`);
    const configure = (...names: string[]) => {
      files[CONFIG] = `defaultaccount = "prod"\n${accounts(...names).join('')}`;
    };
    configure('prod');
    write(deployment('my-app', 2));
    let nth = 0;
    beforeSleep(clock, (ms, given) => {
      if (given === signal && ms > MINUTE && ++nth === 1) {
        credentials[0] = { key: 'EXOnew', secret: 's' };
        write(deployment('my-app', 0, more === '' ? [] : [more]));
      } else if (nth === 2) configure('prod', 'lab');
    });
    const env = { EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: '' };
    const { code, stderr } = await exo('apply -f /f.yaml --every 10m', { signal, env, home: '/home/ada' });
    expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: { 'my-app': 0 } });
    expect(stderr).toMatch(problem);
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
  });

  test('a failed round has its time under -O json, too', async () => {
    const { apply, sandbox } = service(HOUR);
    sandbox.failNext('GET /ai/deployment=503 x20');
    const { stderr } = await apply('--every 10m -O json');
    const [line = ''] = stderr.split('\n');
    expect(JSON.parse(line).error).toMatchObject({
      code: 'unavailable',
      time: expect.stringMatching(/^2026-01-01T00:00:[0-9.]+Z$/),
    });
  });

  test('the file is read again in each round; if it is broken, that is reported and nothing is sent', async () => {
    const { apply, write, clock, changes, sizes } = service(20 * HOUR);
    let nth = 0;
    beforeSleep(clock, () => {
      nth++;
      if (nth === 3) write('  - nonsense');
      if (nth === 6) write(deployment('my-app', 2));
    });
    const { code, stderr } = await apply('--every 1h --no-wait');
    expect(code).toBe(0);
    expect(stderr).toContain('error: /f.yaml:');
    expect(changes()).toHaveLength(2);
    expect(sizes()).toEqual({ 'my-app': 2 });
  });

  test.each([
    ['during a later round', '5m', '02:30'],
    ['between two rounds', '15m', '07:30'],
  ])('a change that ends %s is reported as under way, then as done', async (_, every, end) => {
    const { apply } = service(8 * HOUR);
    const { code, stdout, stderr } = await apply(`--every ${every}`);
    expect(code).toBe(0);
    expect(stdout.replace(/[0-9a-f-]{36}/g, 'ID').split('\n')).toEqual([
      expect.stringMatching(/^2026-01-01T00:0\S+Z my-app in at-vie-2: scaled 1 → 0$/),
      expect.stringMatching(
        `^2026-01-01T06:${end}\\S+Z my-app in at-vie-2: scale 0 → 3 is under way; wait for it with: exo-di operation wait ID -z at-vie-2$`,
      ),
      expect.stringMatching(/^2026-01-01T06:\S+Z my-app in at-vie-2: scaled 0 → 3$/),
      '',
    ]);
    expect(stderr).toBe('');
  });

  test('a scaling to zero that another change holds up is no failure for half an hour', async () => {
    const { apply, exo, write, sizes } = service(20 * MINUTE);
    await exo('deployment scale my-app 3 -z at-vie-2 --no-wait');
    write(deployment('my-app', 0));
    const { code, stdout, stderr } = await apply('--every 3m');
    expect({ code, stderr, sizes: sizes() }).toEqual({ code: 0, stderr: '', sizes: { 'my-app': 0 } });
    expect(stdout.split('\n')).toEqual([
      ...['00:01:30', '00:04:30', '00:07:30'].map((at) =>
        expect.stringMatching(
          `^2026-01-01T${at}\\S+Z my-app in at-vie-2: scale 3 → 0 is not accepted yet; the next round sends it again$`,
        ),
      ),
      expect.stringMatching(/^2026-01-01T00:09:\S+Z my-app in at-vie-2: scaled 3 → 0$/),
      '',
    ]);
  });

  test('a scaling to zero that is never accepted is a failure after half an hour', async () => {
    const { apply, sandbox, write, sizes } = service(HOUR);
    sandbox.failNext('POST /ai/deployment/{id}/scale=409 x*');
    write(deployment('my-app', 0));
    const { code, stderr } = await apply('--every 1m -O json');
    expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: { 'my-app': 1 } });
    const [first] = stderr.split('\n').map((line) => line && JSON.parse(line).error);
    expect(first).toMatchObject({
      code: 'deadline',
      message: expect.stringMatching(
        /^not accepted since 2026-01-01T00:00:00Z: could not scale deployment my-app to 0 replicas in at-vie-2: /,
      ),
      time: expect.stringMatching(/^2026-01-01T00:3/),
    });
  });

  test('a change that never ends delays others by one round at most, and is reported', async () => {
    const { apply, sandbox, write, clock, sizes } = service(HOUR);
    sandbox.place({ zone: 'at-vie-2', name: 'stuck', replicas: 1 });
    sandbox.failNext('POST /ai/deployment/{id}/scale=operation-stuck');
    write(deployment('my-app', 1), deployment('stuck', 2));
    let zeroAt = 0;
    beforeSleep(clock, () => {
      if (clock.now() > T0 + MINUTE) write(deployment('my-app', 0), deployment('stuck', 2));
      if (sizes()['my-app'] === 0) zeroAt ||= clock.now();
    });
    const { code, stdout, stderr } = await apply('--every 5m');
    expect(code).toBe(0);
    expect((zeroAt - T0) / MINUTE).toBeLessThan(6);
    expect(stdout).toMatch(
      /stuck in at-vie-2: scale 1 → 2 is under way; wait for it with: exo-di operation wait \S+ -z/,
    );
    const late =
      /^error: not done since 2026-01-01T00:00:00Z: scale deployment stuck to 2 replicas in at-vie-2 \((.*)\)$/gm;
    const times = [...stderr.matchAll(late)].map(([, time = '']) => (Date.parse(time) - T0) / MINUTE);
    expect(times).toHaveLength(stderr.split('error: ').length - 1);
    expect(times.length).toBeGreaterThan(2);
    expect(Math.min(...times)).toBeGreaterThan(30);
  });

  test('a change that fails between two rounds is reported, and sent again', async () => {
    const { apply, sandbox, write } = service(30 * MINUTE);
    sandbox.failNext('POST /ai/deployment/{id}/scale=operation-failure');
    write(deployment('my-app', 3));
    const { code, stdout, stderr } = await apply('--every 10m');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^error: an earlier run could not scale deployment my-app to 3 replicas .* \(2026-01-01T00:\S+Z\)\nhint: .*\n$/,
    );
    expect(stdout.match(/scaled 1 → 3/g)).toHaveLength(1);
  });

  test.each([
    ['one', 0, 6],
    // The time from the last look at the clock until it is set back cannot be known.
    ['two if the clock is set back by an hour', HOUR, 11],
  ])('many slow changes delay the next round no longer than %s', async (_, backMs, within) => {
    const { apply, sandbox, write, sizes, clock } = service(14 * MINUTE);
    const names = Array.from({ length: 35 }, (_, index) => `stuck-${index}`);
    for (const name of names) sandbox.place({ zone: 'at-vie-2', name, replicas: 2 });
    sandbox.failNext('POST /ai/deployment/{id}/scale=operation-stuck x35');
    write(...names.map((name) => deployment(name, 1)), deployment('my-app', 1));
    let zeroAt = 0;
    let wasSetBack = false;
    beforeSleep(clock, () => {
      if (clock.now() > T0 + MINUTE) {
        write(...names.map((name) => deployment(name, 1)), deployment('my-app', 0));
        if (!wasSetBack) clock.advance(-backMs);
        wasSetBack = true;
      }
      if (sizes()['my-app'] === 0) zeroAt ||= clock.now() + backMs;
    });
    expect((await apply('--every 5m')).code).toBe(0);
    expect((zeroAt - T0) / MINUTE).toBeGreaterThan(4);
    expect((zeroAt - T0) / MINUTE).toBeLessThan(within);
  });

  test('--prune deletes only what two rounds in a row do not find in the file, as it may be half written', async () => {
    const { apply, sandbox, files, write, clock, changes, sizes } = service(8 * HOUR);
    sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 1 });
    write(deployment('my-app', 1), deployment('other', 1));
    const whole = files['/f.yaml'] ?? '';
    const half = whole.slice(0, whole.indexOf('  - name: other'));
    const rounds = [half, whole, half, whole, half, half];
    beforeSleep(clock, (ms) => {
      if (ms > MINUTE) {
        const text = rounds.shift();
        if (text !== undefined) files['/f.yaml'] = text;
      }
    });
    const { code, stdout, stderr } = await apply('--every 1h --prune --yes');
    expect({ code, sizes: sizes(), changes: changes().length }).toEqual({
      code: 0,
      sizes: { 'my-app': 1 },
      changes: 1,
    });
    expect(stdout).toMatch(/^2026-01-01T06:00:0\d\.\d+Z other in at-vie-2: deleted\n$/);
    const warnings = [1, 3, 5].map(
      (hour) =>
        `warning: other in at-vie-2 is not in the file any more: the next round deletes it (2026-01-01T0${hour}:00:00.000Z)\n`,
    );
    expect(stderr).toBe(warnings.join(''));
  });

  test('a mistake in the first round ends the command at once', async () => {
    const { apply, write } = service(HOUR);
    write('  - nonsense');
    expect((await apply('--every 5m')).code).toBe(2);
  });

  test('-O json: a paused round prints nothing, and with a single run an empty list', async () => {
    const { apply, exo, files } = service(HOUR);
    files['/f.holds.yaml'] =
      'pause: {"since":"2026-01-01T00:00:00Z","until":"2026-01-01T04:00:00Z","by":"anna@b"}\n';
    expect((await apply('--every 10m -O json')).stdout).toBe('');
    expect((await exo('apply -f /f.yaml -O json')).stdout).toBe('[]\n');
  });

  test('-O json: one object for each event, on a line each', async () => {
    const { apply } = service(8 * HOUR);
    const { stdout } = await apply('--every 5m -O json');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ result }) => result)).toEqual(['changed', 'pending', 'changed']);
    const minutes = rows.map(({ time }) => (Date.parse(time) - T0) / MINUTE);
    expect(minutes.map(Math.floor)).toEqual([0, 362, 372]);
  });

  test('a single run has no time in its rows, with --every a template has it, too', async () => {
    const { exo } = service(HOUR);
    expect(JSON.parse((await exo('apply -f /f.yaml -O json')).stdout)[0]).not.toHaveProperty('time');
    const { stdout } = await service(HOUR).apply('--every 10m --output-template {{.Time}}');
    expect(stdout).toMatch(/^2026-01-01T00:00:0.*Z\n$/);
  });

  test.each([
    ['--heartbeat /tmp/beat', '--heartbeat works only with --every'],
    ['--every 5s', '--every must be 10s or more'],
    ['--every -5m', '--every must be 10s or more'],
    ['--every 5m --at 2026-01-01', 'cannot be combined with --at or --dry-run'],
    ['--every 5m --dry-run', 'cannot be combined with --at or --dry-run'],
    ['--every 5m --prune', '--prune needs --yes'],
    ['--every 5m -f -', 'standard input can be read only once'],
    ['--every 5m -f /dev/fd/63', 'a pipe or standard input can be read only once'],
    ['--every x', '--every cannot be read: "x" is not a duration'],
    ['--ping nowhere', '--ping must be an absolute http or https URL'],
    ['--ping file:///etc', '--ping must be an absolute http or https URL'],
    ['--ping https://hc.example/c4f2 --dry-run', '--ping cannot be combined with --dry-run'],
  ])('%s is refused', async (flags, said) => {
    const { code, stderr } = await service(HOUR).apply(flags);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});

describe('--ping', () => {
  test.each([
    ['https://hc.example/c4f2', 'https://hc.example/c4f2/start', 'https://hc.example/c4f2/fail'],
    ['https://hc.example/c4f2/', 'https://hc.example/c4f2/start', 'https://hc.example/c4f2/fail'],
    [
      'https://hc.example/k/app?create=1',
      'https://hc.example/k/app/start?create=1',
      'https://hc.example/k/app/fail?create=1',
    ],
  ])('%s', (url, start, fail) => {
    expect([pingUrl(url, 'start'), pingUrl(url, 'success'), pingUrl(url, 'fail')]).toEqual([
      start,
      url,
      fail,
    ]);
  });

  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** A server for pings, and the pings that it got. */
  async function listener(status = 200) {
    const heard: { path: string; body: string; headers: string }[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      heard.push({
        path: `${request.method} ${request.url}`,
        body,
        headers: JSON.stringify(request.headers),
      });
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const address = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${address.port}/c4f2`, heard };
  }

  test('a run pings when it begins and when it ends, without secrets', async () => {
    const { url, heard } = await listener();
    const { apply } = service(HOUR);
    expect((await apply(`--ping ${url}`)).code).toBe(0);
    expect(heard.map(({ path, body }) => [path, body])).toEqual([
      ['POST /c4f2/start', ''],
      ['POST /c4f2', 'my-app in at-vie-2: scaled 1 → 0\n'],
    ]);
    expect(JSON.stringify(heard)).not.toMatch(/EXOsandbox|sandbox-secret|authorization/i);
  });

  test('a failed run pings its error', async () => {
    const { url, heard } = await listener();
    const { apply, sandbox } = service(HOUR);
    sandbox.failNext('POST /ai/deployment/{id}/scale=403');
    expect((await apply(`--ping ${url}`)).code).not.toBe(0);
    expect(heard.map(({ path }) => path)).toEqual(['POST /c4f2/start', 'POST /c4f2/fail']);
    expect(heard[1]?.body).toMatch(/my-app in at-vie-2: failed\nerror: /);
  });

  test('a ping that fails is a warning, and changes nothing', async () => {
    const { url } = await listener(500);
    const { apply } = service(HOUR);
    const { code, stderr } = await apply(`--ping ${url}`);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('the ping of --ping did not get through: HTTP 500'),
    });
    expect(stderr).not.toContain('c4f2');
  });

  test('with --every each round pings', async () => {
    const { url, heard } = await listener();
    await service(11 * MINUTE).apply(`--every 5m --ping ${url}`);
    expect(heard.map(({ path }) => path).filter((path) => path === 'POST /c4f2')).toHaveLength(3);
  });
});
