import { describe, expect, test } from 'vitest';
import { TransportError } from '../../../src/api/http/transport.js';
import type { ZoneClient } from '../../../src/api/zone-client.js';
import { followLogs } from '../../../src/commands/deployment/logs.js';
import { ExoError } from '../../../src/errors.js';
import { createNodeIo } from '../../../src/io/node-io.js';
import type { LogEntry } from '../../../src/schemas/deployment.js';
import { ctrlC } from '../../helpers/ended.js';
import { bench, fakeClock } from '../../helpers/run.js';
import { type Answer, json } from '../../helpers/service.js';

const MINUTE = 60_000;

/** A deployment that has served for some minutes, with a line every ten seconds. */
function serving(minutes = 20) {
  const made = bench({ load: '00:00 1' });
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  made.clock.advance(minutes * MINUTE);
  const logs = (words = '', given = {}) => made.exo(`deployment logs my-app -z at-vie-2 ${words}`, given);
  return { ...made, id, logs };
}

/** Answers requests for logs with these entries. */
const withLogs =
  (logs: LogEntry[]): Answer =>
  ({ url }) =>
    url.includes('/logs') ? json({ logs }) : undefined;

const lines = (text: string) => text.split('\n').slice(0, -1);
const HOSTILE: LogEntry = {
  time: '2026-01-01T00:00:00.123456789Z',
  node: 'n\u001b[2J',
  message: 'a\u001b[31mred\tb\r\nfake',
};

describe('deployment logs', () => {
  test('prints the last ten messages, one on each line', async () => {
    const { code, stdout, stderr } = await serving().logs();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines(stdout)).toHaveLength(10);
    expect(lines(stdout)[0]).toMatch(/ Engine 000: .* Running: 1 reqs/);
  });

  test.each([
    ['--tail 3', 3],
    ['--tail 0', 10],
    ['--tail -0', 10],
    ['--tail -1', 10],
    ['--tail=-300', 10],
    ['--tail +3', 3],
    ['--tail 3 -O text', 3],
    ['--tail 3 -Q', 3],
  ])('%s prints %i lines: -Q never hides data', async (words, count) => {
    expect(lines((await serving().logs(words)).stdout)).toHaveLength(count);
  });

  test('-O json prints one object on each line', async () => {
    const { logs, id } = serving();
    const documents = lines((await logs('--tail 2 -O json')).stdout).map((line) => JSON.parse(line));
    expect(documents).toHaveLength(2);
    expect(Object.keys(documents[0])).toEqual(['time', 'node', 'message']);
    expect(documents[1]).toMatchObject({ time: '2026-01-01T00:20:00.000Z', node: `${id.slice(0, 8)}-0` });
  });

  test('a template can name time, node and message', async () => {
    const { exo } = serving();
    const template = '{{.Time}}|{{.Node}}|{{len .Message}}';
    const { stdout } = await exo([
      ...['deployment', 'logs', 'my-app', '-z', 'at-vie-2'],
      ...['--tail', '1', '--output-template', template],
    ]);
    expect(stdout).toMatch(/^2026-01-01T00:20:00\.000Z\|[0-9a-f]{8}-0\|\d+\n$/);
  });

  test('in a pipe lines are unchanged, on a terminal nothing in them is obeyed', async () => {
    const made = serving();
    made.intercept(withLogs([HOSTILE]));
    expect((await made.logs()).stdout).toBe(`${HOSTILE.message}\n`);
    const shown = (await made.logs('', { terminal: true })).stdout;
    expect(shown).toBe('a\\x1b[31mred\\tb\\r\\nfake\n');
    const { stdout } = await made.logs('-O json', { terminal: true });
    expect(stdout).not.toContain('\u001b');
    expect(JSON.parse(stdout)).toEqual(HOSTILE);
  });

  test('an empty log prints only a message on stderr', async () => {
    const made = serving();
    made.intercept(withLogs([]));
    expect(await made.logs()).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'my-app in at-vie-2 has no log lines.\n',
    });
  });

  test.each(['--tail -1.5', '--tail 1.5', '--tail ten', '--tail 1e3'])(
    '%s is exit 2, before any request',
    async (words) => {
      const { logs, sandbox } = serving();
      const { code, stderr } = await logs(words);
      expect(code).toBe(2);
      expect(stderr).toContain('--tail must be a whole number, not');
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('a template that names an unknown field is exit 2, before any request', async () => {
    const { exo, sandbox } = serving();
    expect((await exo('deployment logs my-app --output-template {{.Zone}}')).code).toBe(2);
    expect(sandbox.requests).toEqual([]);
  });

  test('more lines than an answer may hold are requested in smaller parts', async () => {
    const made = serving();
    made.intercept(({ url }) => {
      if (url.includes('/logs')) throw new TransportError('too-large', true, 'the answer is too large');
      return undefined;
    });
    const { code, stderr } = await made.logs('--tail 5000');
    expect(code).toBe(1);
    expect(stderr).toContain(
      '\nhint: ask for fewer lines: exo-di deployment logs my-app --tail 500 -z at-vie-2\n',
    );
  });

  test('a name that does not exist is exit 4', async () => {
    expect((await serving().exo('deployment logs nobody -z at-vie-2')).code).toBe(4);
  });

  test('a refusal by the service is reported with the request', async () => {
    const { logs, sandbox } = serving();
    sandbox.failNext('GET /ai/deployment/{id}/logs=403');
    const { code, stderr } = await logs();
    expect(code).not.toBe(0);
    expect(stderr).toContain('could not read logs of deployment my-app in at-vie-2: ');
  });
});

describe('deployment logs --follow', () => {
  /** Follows the logs until this number of requests for them was answered. */
  async function followed(words: string, looks: number, prepare = (_: ReturnType<typeof serving>) => {}) {
    const made = serving();
    prepare(made);
    const { signal, press } = ctrlC();
    made.justBefore('GET /ai/deployment/*/logs', press, looks + 1);
    const outcome = await made.logs(`--follow ${words}`, { signal });
    return { ...outcome, ...made };
  }

  test('prints present and new lines, each once, until Ctrl-C', async () => {
    const { code, stdout } = await followed('--tail 2 -O json', 121);
    expect(code).toBe(130);
    const times = lines(stdout).map((line) => JSON.parse(line).time);
    expect(times).toEqual(
      [
        '19:50',
        ...['20', '21', '22', '23'].flatMap((m) => [0, 1, 2, 3, 4, 5].map((s) => `${m}:${s}0`)),
        '24:00',
      ].map((at) => `2026-01-01T00:${at}.000Z`),
    );
  });

  test.each([
    ['--tail 0', 12],
    ['--tail -1', 22],
  ])('%s begins with new lines, or with the default number', async (words, count) => {
    const { stdout } = await followed(words, 61);
    expect(lines(stdout)).toHaveLength(count);
  });

  test('goes on if the service is unavailable now and then', async () => {
    const { code, stdout } = await followed('--tail 1', 150, ({ sandbox }) =>
      sandbox.failNext('GET /ai/deployment/{id}/logs=503 every 3'),
    );
    expect(code).toBe(130);
    expect(lines(stdout).length).toBeGreaterThanOrEqual(3);
  });

  /** Follows a generated log. At each look it ends at the next of these numbers. */
  async function windows(ends: (number | Error)[], options: { closeAfter?: number } = {}) {
    const { signal, press } = ctrlC();
    const asked: number[] = [];
    const printed: number[] = [];
    const stderr: string[] = [];
    let fail: (error: Error) => void = () => {};
    const onError = (_: 'error', listener: (error: Error) => void) => {
      fail = listener;
    };
    const io = createNodeIo({
      stdin: () => process.stdin,
      stdout: { write() {}, on: onError },
      stderr: () => ({ write: (text: string) => stderr.push(text), on() {} }),
      env: {},
      quiet: () => false,
      json: () => false,
      signal,
      clock: fakeClock(),
    });
    let previous = -1;
    const zone: Pick<ZoneClient, 'zone' | 'getDeploymentLogs'> = {
      zone: 'at-vie-2',
      async getDeploymentLogs(_id, tail) {
        asked.push(tail);
        const end = previous >= 0 && asked.length > 1 && tail > (asked.at(-2) ?? 0) ? previous : ends.shift();
        if (end === undefined) press();
        signal.throwIfAborted();
        if (end instanceof Error) throw end;
        previous = end ?? 0;
        const start = Math.max(0, previous - tail);
        const logs = Array.from({ length: previous - start }, (__, n) => ({
          time: String(start + n),
          node: 'n',
          message: 'alike',
        }));
        return { logs };
      },
    };
    const deps = { io, clock: fakeClock(), signal };
    const end = followLogs(
      deps,
      { zone, id: 'x', subject: 'logs of deployment my-app', tail: 2 },
      (entries) => {
        printed.push(...entries.map(({ time }) => Number(time)));
        if (options.closeAfter !== undefined && printed.length >= options.closeAfter)
          fail(new Error('EPIPE'));
      },
    );
    const result = await end.then(
      () => 'ended',
      (error: unknown) => (error instanceof ExoError ? error.kind : error),
    );
    return { result, asked, printed, stderr: stderr.join('') };
  }
  const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

  test('without an overlap with the lines seen before, more lines are requested until there is one', async () => {
    const { printed, asked, stderr } = await windows([50, 60, 400, 410]);
    expect(printed).toEqual(upTo(48, 410));
    expect(asked.slice(0, 5)).toEqual([100, 100, 100, 400, 1360]);
    expect(stderr).toBe('');
  });

  test('if even the largest window has no overlap, the loss is reported', async () => {
    const { printed, stderr } = await windows([50, 20_000, 20_010]);
    expect(stderr).toBe('warning: some logs of deployment my-app in at-vie-2 may have been lost here\n');
    expect(printed).toEqual([48, 49, ...upTo(10_000, 20_010)]);
  });

  test('the window gets small again after a burst of lines', async () => {
    const { asked } = await windows([50, 400, 401, 402]);
    expect(asked.slice(-2)).toEqual([100, 100]);
  });

  test('waits for the first line of an empty log', async () => {
    const { printed, stderr } = await windows([0, 0, 3]);
    expect(printed).toEqual([0, 1, 2]);
    expect(stderr).toBe('No logs of deployment my-app in at-vie-2 yet; waiting for them.\n');
  });

  test.each(['unavailable', 'unexpected'] as const)(
    'goes on after five failures in a row, and ends after six: %s',
    async (kind) => {
      const down = () => new ExoError(kind, 'no answer, or one without sense');
      const five = await windows([5, down(), down(), down(), down(), down(), 6]);
      expect(five).toMatchObject({
        result: 'interrupted',
        printed: [3, 4, 5],
        stderr: 'warning: no answer, or one without sense; asking again\nThe service answers again.\n',
      });
      const six = await windows([5, down(), down(), down(), down(), down(), down(), 6]);
      expect(six).toMatchObject({ result: kind, printed: [3, 4] });
    },
  );

  test('ends when the deployment is deleted', async () => {
    expect((await windows([5, new ExoError('not-found', 'gone')])).result).toBe('not-found');
  });

  test('ends without an error when its reader goes away', async () => {
    expect(await windows([5, 6, 7, 8], { closeAfter: 3 })).toMatchObject({ result: 'ended', stderr: '' });
  });
});
