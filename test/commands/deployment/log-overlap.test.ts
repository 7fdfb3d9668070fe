import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, begin, REMEMBERED } from '../../../src/commands/deployment/log-overlap.js';
import type { LogEntry } from '../../../src/schemas/deployment.js';

/** `a1` is message a at second 1. Equal letters are equal messages; a capital letter is of another node. */
const log = (text: string): LogEntry[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({
      time: `2026-01-01T00:00:${word.slice(1).padStart(2, '0')}Z`,
      node: /[A-Z]/.test(word) ? 'node-2' : 'node-1',
      message: word.charAt(0),
    }));

describe('the new lines of a window', () => {
  test.each([
    // seen, window, asked for, fresh, lost
    ['nothing yet', '', 'a1 b2', 5, 'a1 b2', false],
    ['nothing yet, and more than fits', '', 'a1 b2', 2, 'a1 b2', true],
    ['an empty answer', 'a1 b2', '', 2, '', false],
    ['the same window', 'a1 b2', 'a1 b2', 2, '', false],
    ['one more', 'a1 b2 c3', 'b2 c3 d4', 3, 'd4', false],
    ['only one of those seen is left', 'a1 b2 c3', 'c3 d4 e5', 3, 'd4 e5', false],
    ['a wider window', 'c3 d4', 'a1 b2 c3 d4 e5', 5, 'e5', false],
    ['none of those seen is left', 'a1 b2', 'd4 e5', 2, 'd4 e5', true],
    ['a log that began anew', 'a1 b2', 'a8 b9', 5, 'a8 b9', true],
    ['equal messages, other times', 'a1 a2', 'a2 a3', 2, 'a3', false],
    ['the same time', 'a1 b1 a1', 'b1 a1 b1', 3, 'b1', false],
    ['alike throughout, the whole log in sight', 'a1 a1', 'a1 a1 a1 a1', 9, 'a1 a1', false],
    ['the same line on another node', 'a1', 'a1 A1', 9, 'A1', false],
    ['a line of another node came late', 'a1 b3', 'a1 A2 b3 c4', 9, 'A2 c4', false],
    ['one block a node', 'a1 b2 A1 B2', 'a1 b2 c3 A1 B2 C3', 9, 'c3 C3', false],
  ])('%s', (_, seen, window, asked, fresh, lost) => {
    const entries = log(window);
    const step = advance(begin(log(seen), false), entries, entries.length >= asked);
    expect({ fresh: step.fresh, lost: step.lost }).toEqual({ fresh: log(fresh), lost });
  });

  test('a line that came late is not printed again', () => {
    let memory = begin(log('a1 b3'), false);
    for (const [window, fresh] of [
      ['a1 A2 b3 c4', 'A2 c4'],
      ['a1 A2 b3 c4', ''],
      ['A2 b3 c4 d5', 'd5'],
      ['c4 d5 e6', 'e6'],
    ] as const) {
      const step = advance(memory, log(window), false);
      expect(step.fresh).toEqual(log(fresh));
      memory = step.memory;
    }
  });

  test('one matching line, of many equal ones, does not prove an overlap', () => {
    const seen = log('b1 a5');
    const alikes = log(`a5 ${'c5 a5 '.repeat(15)}`);
    expect(advance(begin(seen, false), alikes, true)).toMatchObject({ lost: true });
    // It does if the whole log is in the window, or if the line is unique.
    expect(advance(begin(seen, false), alikes, false)).toMatchObject({ lost: false });
    const distinct = log(`a5 ${'c5 d5 '.repeat(15)}`);
    expect(advance(begin(seen, false), distinct, true)).toMatchObject({ lost: false });
  });

  test('matching lines in another order do not either: the whole window is printed', () => {
    const window = log(`c5 ${'a5 c5 '.repeat(15)}`);
    expect(advance(begin(log('b1 a5 b4'), false), window, true)).toMatchObject({ lost: true, fresh: window });
  });

  test('the memory in use does not grow', () => {
    const line = (n: number): LogEntry => ({ time: String(n), node: '', message: '' });
    const lines = Array.from({ length: 3 * REMEMBERED }, (_, n) => line(n));
    let memory = begin(lines.slice(0, 10), false);
    for (let to = 20; to <= lines.length; to += 10)
      memory = advance(memory, lines.slice(to - 20, to), true).memory;
    expect(memory.seen).toHaveLength(REMEMBERED);
    expect(memory.seen.at(-1)).toEqual(line(lines.length - 1));
  });
});

/** At most this many lines have the same time. */
const BURST = 4;

/** A log in time order, with bursts of lines of the same time, and so few messages that many are equal. */
const stream = fc
  .array(fc.record({ burst: fc.integer({ min: 1, max: BURST }), message: fc.constantFrom('a', 'b') }), {
    maxLength: 60,
  })
  .map((bursts) =>
    bursts.flatMap(({ burst, message }, second) =>
      Array.from({ length: burst }, (): LogEntry => ({ time: String(second), node: 'n', message })),
    ),
  );

/** Follows a log through a window of `tail` lines, with a look after each of `steps` more lines. */
function follow(entries: readonly LogEntry[], tail: number, steps: readonly number[]) {
  const look = (until: number) => entries.slice(Math.max(0, until - tail), until);
  let until = Math.min(steps[0] ?? 0, entries.length);
  const printed = [...look(until)];
  let memory = begin(look(until), until >= tail);
  const start = until - printed.length;
  let lost = 0;
  for (const step of steps.slice(1)) {
    until = Math.min(entries.length, until + step);
    const next = advance(memory, look(until), until >= tail);
    if (next.lost) lost++;
    printed.push(...next.fresh);
    memory = next.memory;
  }
  return { printed, expected: entries.slice(start, until), lost };
}

describe('any log, through any window', () => {
  test('with at least one burst of overlap, no line is repeated and none is lost', () => {
    fc.assert(
      fc.property(
        stream,
        fc.integer({ min: 2 * BURST, max: 40 }),
        fc.array(fc.nat()),
        (entries, tail, raw) => {
          // Between two looks so few lines come that the last BURST lines seen are still in the window.
          const steps = raw.map((n) => n % (tail - BURST + 1));
          const { printed, expected, lost } = follow(entries, tail, steps);
          expect(printed).toEqual(expected);
          expect(lost).toBe(0);
        },
      ),
    );
  });

  test('neither are they while the whole log is in the window, even if all lines are equal', () => {
    const alike = fc
      .array(fc.constantFrom('a', 'b'), { maxLength: 30 })
      .map((letters) => letters.map((message): LogEntry => ({ time: '0', node: 'n', message })));
    fc.assert(
      fc.property(alike, fc.array(fc.nat({ max: 5 })), (entries, steps) => {
        const { printed, expected } = follow(entries, 100, steps);
        expect(printed).toEqual(expected);
      }),
    );
  });

  test('without an overlap a loss is reported, and no line is repeated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.array(fc.nat({ max: 30 })), (tail, steps) => {
        const entries = Array.from(
          { length: 300 },
          (_, n): LogEntry => ({ time: String(n), node: '', message: '' }),
        );
        const { printed, expected, lost } = follow(entries, tail, steps);
        const times = printed.map(({ time }) => Number(time));
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        if (lost === 0) expect(printed).toEqual(expected);
        if (printed.length < expected.length) expect(lost).toBeGreaterThan(0);
      }),
    );
  });
});
