import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { slowAnswers } from '../../src/io/slow-answers.js';
import { type RunOptions, sandboxTransport, withMyApp } from '../helpers/run.js';

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }),
);
afterEach(() => void vi.useRealTimers());

describe('what is waited for', () => {
  /** The texts that are shown one after the other; `-` stands for nothing. */
  function telling() {
    const shown: string[] = [];
    const note = (text: string) => void shown.push(text);
    const slow = slowAnswers((text) => {
      note(text);
      return { update: note, stop: () => note('-') };
    });
    return { shown, slow };
  }

  test('is shown after a second, until the last answer', () => {
    const { shown, slow } = telling();
    const ended = ['de-fra-1', 'at-vie-2'].map(slow.asking);
    vi.advanceTimersByTime(999);
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(1);
    for (const end of ended) end();
    expect(shown).toEqual([
      'Waiting for de-fra-1 …',
      'Waiting for at-vie-2, de-fra-1 …',
      'Waiting for at-vie-2 …',
      '-',
    ]);
  });

  test('is not shown for answers within a second', () => {
    const { shown, slow } = telling();
    slow.asking('at-vie-2')();
    vi.advanceTimersByTime(5_000);
    expect(shown).toEqual([]);
  });

  test('is a zone once, and a number for many zones', () => {
    const { shown, slow } = telling();
    for (const zone of ['a', 'a', 'b', 'c', 'd', undefined]) slow.asking(zone);
    vi.advanceTimersByTime(1_000);
    expect(shown.slice(-3)).toEqual([
      'Waiting for a, b, c …',
      'Waiting for 4 zones …',
      'Waiting for 5 zones …',
    ]);
  });

  test('is not shown while something else uses the line', () => {
    const { shown, slow } = telling();
    slow.asking(undefined);
    const first = slow.hush();
    vi.advanceTimersByTime(1_000);
    first();
    slow.hush();
    expect(shown).toEqual(['Waiting for the service …', '-']);
  });
});

describe('while the service does not answer for two seconds', () => {
  async function slowly(line: string, options: RunOptions) {
    const { exo, sandbox } = withMyApp();
    const inner = sandboxTransport(sandbox);
    const send: typeof inner.send = async (request) => {
      await vi.advanceTimersByTimeAsync(2_000);
      return inner.send(request);
    };
    const { code, stderr } = await exo(line, { ...options, transport: { ...inner, send } });
    expect(code).toBe(0);
    return stderr;
  }
  const terminal = { terminal: true, env: { TERM: 'xterm' } };

  test.each([
    ['deployment show my-app -z at-vie-2', 'Waiting for at-vie-2 …'],
    ['zone list', 'Waiting for the service …'],
    ['deployment scale my-app 2 -z at-vie-2 --no-wait', 'Waiting for at-vie-2 …'],
  ])('%s: a terminal says so, and clears the line', async (line, said) => {
    const stderr = await slowly(line, terminal);
    expect(stderr).toContain(said);
    expect(stderr.slice(stderr.lastIndexOf(said))).toContain('\r\x1b[2K');
  });

  test.each([
    ['a pipe', {}],
    ['a terminal without animation', { terminal: true, env: { TERM: 'dumb' } }],
    ['-Q', { ...terminal, quiet: true }],
  ])('%s gets nothing', async (_, { quiet = false, ...options }: RunOptions & { quiet?: boolean }) => {
    const stderr = await slowly(`deployment list -z at-vie-2${quiet ? ' -Q' : ''}`, options);
    expect(stderr).toBe('');
  });

  test('the progress of a change stands alone', async () => {
    const stderr = await slowly('deployment scale my-app 2 -z at-vie-2', terminal);
    const [, after = ''] = stderr.split(/Scaling my-app to 2 replicas in at-vie-2 … \d+s/);
    expect(after).not.toContain('Waiting for');
  });
});
