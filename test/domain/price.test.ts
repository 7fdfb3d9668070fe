import { describe, expect, test } from 'vitest';
import { costOf, costOver, costPerHour, pricedFamilies, priceOf } from '../../src/domain/money/price.js';
import { parsePriceFeed } from '../../src/domain/money/price-feed.js';

/** Returns a feed with these keys in euros. */
const feed = (eur: Record<string, unknown>) => JSON.stringify({ chf: {}, eur, usd: {} });
const price = (eur: Record<string, unknown>, family: string) =>
  priceOf(parsePriceFeed(feed(eur)) ?? {}, family, 'eur');

describe('a key ends with its family, after any prefix', () => {
  test.each([
    ['gpua5000', 'gpua5000'],
    ['ai-gpua5000', 'gpua5000'],
    ['dedicated_inference.gpu_a5000', 'gpua5000'],
    ['AI_GPU_RTX_6000_PRO', 'gpurtx6000pro'],
    ['gpu-hour-gpu3', 'gpu3'],
    ['inference gpu 3080ti', 'gpu3080ti'],
  ])('%s is %s', (key, family) => expect(price({ [key]: '1.34' }, family)).toBe('1.34'));

  test.each([
    ['gpua5000_large', 'gpua5000'],
    ['running_small_gpu3', 'gpu3'],
    ['gpu3.huge', 'gpu3'],
    ['extra-large-gpu2', 'gpu2'],
    ['gpua30', 'gpu3'],
    ['gpu3080ti', 'gpu3'],
    ['gpua5000_per_month', 'gpua5000'],
    ['model', 'model'],
    ['gpu', 'gpu'],
  ])('%s is not %s', (key, family) => expect(price({ [key]: '1.34' }, family)).toBeUndefined());
});

test('zero in any notation is no price', () => {
  for (const zero of ['0E-8', '0', '0.000', 0]) expect(price({ gpu3: zero }, 'gpu3')).toBeUndefined();
  expect(price({ gpu_3: '2.133', gpu3: '0E-8' }, 'gpu3')).toBe('2.133');
});

test('anything but a positive decimal number is no price', () => {
  for (const none of ['-1', 'free', '', null, {}, true])
    expect(price({ gpu3: none }, 'gpu3')).toBeUndefined();
  expect(price({ gpu3: 1.045 }, 'gpu3')).toBe('1.045');
});

test('only the unreadable price of a GPU family is reported', () => {
  const unread: string[] = [];
  const eur = { gpua5000: '1,34', gpu3: null, gpu2: '0', gpu_small: 'x', note: 'free', gpua30: '0.92' };
  parsePriceFeed(feed(eur), (entry) => unread.push(entry));
  expect(unread).toEqual(['gpua5000 in EUR is "1,34"', 'gpu3 in EUR is null']);
});

test('the exact spelling of a family wins, and two different prices count as none', () => {
  expect(price({ gpu_a5000: '2.133', gpua5000: '1.045' }, 'gpua5000')).toBe('1.045');
  expect(price({ 'ai-gpu3': '1.1', 'other-gpu3': '1.2' }, 'gpu3')).toBeUndefined();
  expect(price({ 'ai-gpu3': '1.1', 'other-gpu3': '1.10' }, 'gpu3')).toBe('1.1');
});

test.each(['', '<html>', '[]', 'null', '{}', '{"eur": []}', '{"gbp": {"gpu3": "1"}}'])(
  '%j is no price feed',
  (text) => expect(parsePriceFeed(text)).toBeUndefined(),
);

test('currencies are kept apart', () => {
  const list =
    parsePriceFeed('{"chf":{"ai-gpu3":"1.2"},"EUR":{"ai-gpu3":"1.3","gpua30":"2"},"usd":{}}') ?? {};
  expect(priceOf(list, 'GPU3', 'chf')).toBe('1.2');
  expect(priceOf(list, 'gpu3', 'eur')).toBe('1.3');
  expect(priceOf(list, 'gpu3', 'usd')).toBeUndefined();
  expect(priceOf(list, 'constructor', 'eur')).toBeUndefined();
  expect(pricedFamilies(list)).toEqual(['gpu3', 'gpua30']);
});

describe('costs', () => {
  const list = { eur: { gpua5000: '1.34', gpu3: '1.045' } };
  const prices = { list, at: Date.UTC(2026, 10, 25, 8), source: 'https://feed.test/' };

  test('costOf returns a line with the calculation and the source of the price', () => {
    const line = (given: typeof prices | undefined, family: string, gpus: number) =>
      costOf(given, [{ family, gpus }], 'eur').line;
    expect(line(prices, 'gpua5000', 2)).toBe('2 × 1.34 = 2.68 EUR/h (list price, 2026-11-25)');
    expect(costOf({ list, source: 'mine.json' }, [{ family: 'gpu3', gpus: 3 }], 'eur').line).toBe(
      '3 × 1.045 = 3.135 EUR/h (mine.json)',
    );
    expect(line(prices, 'gpu2', 2)).toBe('2 GPU-hours an hour (price unknown)');
    expect(line(undefined, 'gpu2', 1)).toBe('1 GPU-hour an hour (price unknown)');
  });

  test('a sum is undefined if one of its prices is unknown', () => {
    const a5000 = { family: 'gpua5000', gpus: 2 };
    expect(costPerHour(list, [a5000, { family: 'gpu3', gpus: 1 }], 'eur')).toBe('3.725');
    expect(costPerHour(list, [a5000, { family: 'gpu2', gpus: 1 }], 'eur')).toBeUndefined();
    expect(costPerHour(list, [a5000, { family: 'gpu2', gpus: 0 }], 'eur')).toBe('2.68');
    expect(costPerHour({}, [], 'eur')).toBe('0');
  });

  test('the cost over a time is rounded to cents', () => {
    expect(costOver('1.34', 90 * 60_000)).toBe('2.01');
    expect(costOver('1.34', 60_000)).toBe('0.02');
    expect(costOver('1.34', 744 * 3_600_000 * 8)).toBe('7975.68');
  });
});
