import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compare,
  divide,
  minus,
  money,
  multiply,
  parseDecimal,
  sum,
} from '../../src/domain/money/decimal.js';

describe('parseDecimal', () => {
  test.each([
    ['1.34', '1.34'],
    ['1.340', '1.34'],
    ['0E-8', '0'],
    ['0.00000000', '0'],
    ['2e1', '20'],
    ['1.045E0', '1.045'],
    ['007.50', '7.5'],
    ['0.5', '0.5'],
  ])('%s is %s', (text, decimal) => expect(parseDecimal(text)).toBe(decimal));

  test.each(['', '-1', '1,34', '.5', '1.', 'NaN', '1e99', '1'.repeat(40), '1 EUR'])('%j is none', (text) =>
    expect(parseDecimal(text)).toBeUndefined(),
  );
});

test('sums are exact where floating-point numbers are not', () => {
  expect(multiply('1.1', '3')).toBe('3.3');
  expect(multiply('2.133', '7')).toBe('14.931');
  expect(sum(['0.1', '0.2'])).toBe('0.3');
  expect(sum([])).toBe('0');
  expect(minus('0.3', '0.1')).toBe('0.2');
  expect(minus('1', '2')).toBe('0');
});

test('a quotient is rounded half up', () => {
  expect(divide('1', 3n, 2)).toBe('0.33');
  expect(divide('0.05', 10n, 2)).toBe('0.01');
  expect(divide('0.0499', 10n, 2)).toBe('0');
});

test('amounts of money have at least two decimal places', () => {
  expect(money('2')).toBe('2.00');
  expect(money('2.6')).toBe('2.60');
  expect(money('1.045')).toBe('1.045');
});

test('calculating in thousandths has the same results as with whole numbers', () => {
  const thousandths = fc.nat({ max: 1_000_000 });
  const text = (n: number) =>
    parseDecimal(`${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, '0')}`) ?? '';
  fc.assert(
    fc.property(thousandths, thousandths, (a, b) => {
      expect(sum([text(a), text(b)])).toBe(text(a + b));
      expect(minus(text(a), text(b))).toBe(text(Math.max(0, a - b)));
      expect(Math.sign(compare(text(a), text(b)))).toBe(Math.sign(a - b));
      expect(multiply(text(a), String(b))).toBe(parseDecimal(multiply(text(a * b), '1')));
    }),
  );
});
