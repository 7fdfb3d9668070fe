import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration, readDuration } from '../../src/domain/duration.js';

describe('parseDuration', () => {
  test.each([
    ['15s', 15_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1h', 3_600_000],
    ['1h15m30.918s', 4_530_918],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['5.s', 5000],
    ['4.1s', 4100],
    ['100us', 0.1],
    ['100µs', 0.1],
    ['100μs', 0.1],
    ['10ns', 0.00001],
    ['-1s', -1000],
    ['-1m30s', -90_000],
    ['+5s', 5000],
    ['0', 0],
    ['-0', 0],
    ['0s', 0],
    ['30s1m', 90_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each([
    ['15', '"15" has no unit: write 15s or 15m'],
    ['-1', '"-1" has no unit: write -1s or -1m'],
    ['', '"" is not a duration like 15s, 1m30s or 500ms'],
    ['-', '"-" is not a duration like 15s, 1m30s or 500ms'],
    ['soon', '"soon" is not a duration like 15s, 1m30s or 500ms'],
    ['1d', '"1d" is not a duration: hours are the longest unit, write 24h'],
    ['+2w', '"+2w" is not a duration: hours are the longest unit, write +336h'],
    ['1d12h', '"1d12h" is not a duration like 15s, 1m30s or 500ms'],
    ['1m30', '"1m30" is not a duration like 15s, 1m30s or 500ms'],
    ['1 m', '"1 m" is not a duration like 15s, 1m30s or 500ms'],
    ['.s', '".s" is not a duration like 15s, 1m30s or 500ms'],
    ['--1s', '"--1s" is not a duration like 15s, 1m30s or 500ms'],
    ['1.2.3s', '"1.2.3s" is not a duration like 15s, 1m30s or 500ms'],
    ['1constructor', '"1constructor" is not a duration like 15s, 1m30s or 500ms'],
    ['9999999h', '"9999999h" is longer than the 292 years a duration can have'],
  ])('%j is refused', (text, message) => expect(() => parseDuration(text)).toThrow(new RangeError(message)));

  test('either reads a text or throws a RangeError with the reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0159.hmsun-+µ ') }), (text) => {
        try {
          expect(parseDuration(text)).not.toBeNaN();
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('formatDuration', () => {
  test.each([
    [90_000, '1m30s'],
    [15_000, '15s'],
    [250, '250ms'],
    [1500, '1.5s'],
    [3_600_000, '1h'],
    [3_605_000, '1h5s'],
    [5_400_000, '1h30m'],
    [-1000, '-1s'],
    [0, '0s'],
    [0.2, '0s'],
    [999.7, '1s'],
    [59_999.9, '1m'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('its result can be read by parseDuration', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

test('hundreds of thousands of digits without a unit are refused at once', () => {
  expect(readDuration('1'.repeat(300_000))).toContain('has no unit');
});
