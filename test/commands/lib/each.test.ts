import { describe, expect, test } from 'vitest';
import { each, MAX_IN_FLIGHT, throwFailures } from '../../../src/commands/lib/each.js';
import { ExoError } from '../../../src/errors.js';

const items = Array.from({ length: 30 }, (_, n) => n);
const silent = { warn: () => {} };

test('the hint has the next command of each failure, once', () => {
  const failing = (hint: string | undefined) => new ExoError('conflict', 'refused', { hint });
  const failures = ['wait for a', 'run it again', undefined, 'run it again'].map(failing);
  expect(() => throwFailures(silent, failures, 5)).toThrow(
    expect.objectContaining({ hint: 'wait for a\nrun it again', exitCode: 5 }),
  );
});

test('a failure without a next command gets that of its kind', () => {
  const failures = ['a', 'b'].map(
    (name) => new ExoError('credentials', `could not scale ${name}`, { code: 'signature' }),
  );
  const hint = 'check the key and secret, and what their role allows, with: exo-di doctor';
  expect(() => throwFailures(silent, failures, 2)).toThrow(expect.objectContaining({ hint, exitCode: 3 }));
});

describe('many changes, and a signal in the middle', () => {
  const act = async (begun: number[], n: number) => {
    begun.push(n);
    if (n === 0) throw new ExoError('not-found', 'there is no deployment "a"');
    throw new ExoError('interrupted', 'interrupted', { operationId: `op-${n}`, hint: `wait for op-${n}` });
  };

  test('no further change is begun', async () => {
    const begun: number[] = [];
    await each(items, (n) => act(begun, n));
    expect(begun.length).toBeLessThanOrEqual(MAX_IN_FLIGHT + 1);
  });

  test('the error is the interruption, whatever else failed, and it says what goes on', async () => {
    const { failures } = await each(items, (n) => act([], n));
    const warned: string[] = [];
    const end = () => throwFailures({ warn: (line) => warned.push(line) }, failures, items.length);
    expect(end).toThrow(
      /^interrupted with \d+ of 30 under way: what was sent goes on, the rest is not sent$/,
    );
    try {
      end();
    } catch (error) {
      expect(error).toMatchObject({ kind: 'interrupted', exitCode: 130 });
    }
    expect(new Set(warned)).toEqual(new Set(['there is no deployment "a"']));
  });

  test('a single error is thrown unchanged', () => {
    const only = new ExoError('interrupted', 'interrupted while waiting');
    expect(() => throwFailures(silent, [only], 1)).toThrow('interrupted while waiting');
  });
});
