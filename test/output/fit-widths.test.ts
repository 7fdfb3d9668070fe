import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitWidths } from '../../src/output/fit-widths.js';

const id = { full: 36, whole: 36, least: 36, last: false };
const name = { full: 30, whole: 30, least: 10, last: true };
const model = { full: 40, whole: 40, least: 10, last: false };
const total = { full: 10, whole: 5, least: 5, last: false };

describe('fitWidths gives way in this order', () => {
  test.each([
    ['everything fits', 116, [36, 30, 40, 10]],
    ['headers are broken', 111, [36, 30, 40, 5]],
    ['values are cut', 91, [36, 30, 20, 5]],
    ['names come last', 81, [36, 30, 10, 5]],
    ['names too', 71, [36, 20, 10, 5]],
    ['the least', 61, [36, 10, 10, 5]],
    ['it cannot fit', 60, undefined],
  ])('%s', (_, room, widths) => expect(fitWidths([id, name, model, total], room)).toEqual(widths));

  test('the longest is cut first, down to the next', () => {
    const long = { full: 50, whole: 50, least: 5, last: false };
    const short = { full: 20, whole: 20, least: 5, last: false };
    expect(fitWidths([long, short], 45)).toEqual([25, 20]);
    expect(fitWidths([long, short], 30)).toEqual([15, 15]);
  });
});

test('it fits exactly when the least widths do, and nothing is cut that need not be', () => {
  const column = fc
    .tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.boolean())
    .map(([a, b, c, last]) => ({ least: a, whole: a + b, full: a + b + c, last }));
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 0, max: 400 }),
      (columns, room) => {
        const sum = (key: 'full' | 'least') => columns.reduce((total, one) => total + one[key], 0);
        const widths = fitWidths(columns, room);
        expect(widths === undefined).toBe(sum('least') > room);
        if (widths) expect(widths.reduce((a, b) => a + b, 0)).toBe(Math.min(room, sum('full')));
      },
    ),
  );
});
