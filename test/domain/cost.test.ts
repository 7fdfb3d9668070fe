import { describe, expect, test } from 'vitest';
import type { CostBy } from '../../src/domain/choices.js';
import { billedHours } from '../../src/domain/money/billed-line.js';
import { costRows, differenceOf } from '../../src/domain/money/cost.js';
import type { GpuAccount } from '../../src/domain/money/gpu-accounts.js';
import { totalCost } from '../../src/domain/money/used-gpus.js';
import type { UsageLine } from '../../src/schemas/usage.js';

const ID = '00000000-0000-4000-8000-000000000001';
const HOUR = 3_600_000;
const T0 = Date.parse('2026-10-24T00:00:00Z');
const window = { fromMs: T0, toMs: T0 + 60 * HOUR };
const account = (name: string, gpuType: string | undefined, replicas: number | 'unknown'): GpuAccount => ({
  certainty: 'living',
  zone: 'at-vie-2',
  id: name,
  name,
  gpuType,
  gpuCount: 2,
  stretches: [{ ...window, replicas }],
});
const line = (variable: string, quantity: string, unit = 'GPU hours', more: UsageLine = {}): UsageLine => ({
  product: 'AI',
  variable,
  description: variable,
  quantity,
  unit,
  ...more,
});
const prices = { eur: { gpua5000: '1.1', gpu3: '0.333' } };
const rows = (
  by: CostBy,
  accounts: GpuAccount[],
  usage: UsageLine[] = [],
  list: typeof prices | null = prices,
) => costRows({ by, window, accounts, usage, prices: list ?? undefined, currency: 'eur' });
const brief = (all: ReturnType<typeof rows>) =>
  all.map(({ what, explained, cost, billed, difference }) => [
    what,
    explained && explained.gpuMs / HOUR,
    cost,
    billed,
    difference,
  ]);

describe('by deployment', () => {
  test('rows have GPU-hours and their price, and deployments without any are omitted', () => {
    expect(brief(rows('deployment', [account('a', 'gpua5000', 1), account('b', 'gpu3', 0)]))).toEqual([
      ['a', 120, '132', undefined, undefined],
    ]);
  });

  test('lines of the usage report are rows of their own', () => {
    expect(brief(rows('deployment', [account('a', 'gpua5000', 1)], [line('gpua5000', '120')]))).toEqual([
      ['a', 120, '132', undefined, undefined],
      ['AI / gpua5000', undefined, undefined, '120', undefined],
    ]);
  });

  test.each<[string, GpuAccount, typeof prices | null]>([
    ['no prices', account('a', 'gpua5000', 1), null],
    ['no price of the family', account('a', 'gpub300', 1), prices],
    ['no family', account('a', undefined, 1), prices],
    ['an hour that is not known', account('a', 'gpua5000', 'unknown'), prices],
  ])('%s: the cost is undefined', (_, one, list) => {
    const facts = { accounts: [one], window, prices: list ?? undefined, currency: 'eur' } as const;
    expect([rows('deployment', [one], [], list)[0]?.cost, totalCost(facts)]).toEqual([undefined, undefined]);
  });
});

test.each<[string, CostBy, UsageLine, unknown]>([
  ['a line of a day', 'day', { from: '2026-10-25', to: '2026-10-25' }, ['2026-10-25', '40', '-8']],
  [
    'until the next midnight',
    'day',
    { from: '2026-10-25T00:00:00Z', to: '2026-10-26T00:00:00Z' },
    ['2026-10-25', '40', '-8'],
  ],
  ['with an offset', 'day', { from: '2026-10-25T02:00:00+02:00' }, ['2026-10-25', '40', '-8']],
  ['of two days', 'day', { from: '2026-10-25', to: '2026-10-27' }, undefined],
  ['of a time of some clock', 'day', { from: '2026-10-25T00:00:00' }, undefined],
  ['with its ID', 'deployment', { description: `gpua5000 of ${ID}` }, [ID, '40', '-80']],
])('%s is in the row that it belongs to, if there is one', (_, by, more, expected) => {
  const odd = line('gpua5000', '40', 'hours', more);
  const held = rows(by, [account(ID, 'gpua5000', 1)], [odd]).find(
    ({ kind, billed }) => kind !== 'usage' && billed,
  );
  expect(held && [held.what, held.billed, held.difference]).toEqual(expected);
});

test('by day: days are in UTC with 24 hours each, even when clocks change, and have the same total', () => {
  const accounts = [account('a', 'gpua5000', 1), account('b', 'gpu3', 1)];
  expect(brief(rows('day', accounts))).toEqual([
    ['2026-10-24', 96, '68.78', undefined, undefined],
    ['2026-10-25', 96, '68.78', undefined, undefined],
    ['2026-10-26', 48, '34.39', undefined, undefined],
  ]);
  // The total is not the sum of the rounded days.
  expect(totalCost({ accounts, window, prices, currency: 'eur' })).toBe('171.96');
});

test('the total and a day of several families are rounded once', () => {
  // 9 seconds of two GPUs cost 0.004 for each family.
  const window = { fromMs: T0, toMs: T0 + 9_000 };
  const accounts = ['gpua5000', 'gpu3'].map((family) => ({
    ...account(family, family, 1),
    stretches: [{ ...window, replicas: 1 }],
  }));
  const facts = {
    window,
    accounts,
    prices: { eur: { gpua5000: '0.8', gpu3: '0.8' } },
    currency: 'eur',
  } as const;
  expect(totalCost(facts)).toBe('0.01');
  expect(costRows({ ...facts, by: 'day', usage: [] }).map(({ cost }) => cost)).toEqual(['0.01']);
});

describe('by family: billed GPU-hours beside those explained by events', () => {
  const accounts = [account('a', 'gpua5000', 1), account('b', 'gpu3', 1)];

  test.each<[string, UsageLine[], string, string]>([
    ['as much', [line('gpua5000', '120.000000')], '120', '0'],
    ['more', [line('gpua5000', '120.5')], '120.5', '0.5'],
    ['less', [line('gpua5000', '118')], '118', '-2'],
    ['under a thousandth of an hour', [line('gpua5000', '120.0004')], '120.0004', '0'],
    ['several lines', [line('gpua5000', '100'), line('x GPU_A5000 y', '20', 'hour')], '120', '0'],
    ['minutes', [line('gpua5000', '7200', 'GPU minutes')], '120', '0'],
  ])('%s', (_, usage, billed, difference) => {
    expect(brief(rows('family', accounts, usage))).toEqual([
      ['gpu3', 120, '39.96', undefined, undefined],
      ['gpua5000', 120, '132', billed, difference],
    ]);
  });

  test.each<[string, UsageLine]>([
    ['another unit', line('gpua5000', '120', 'EUR')],
    ['no number', line('gpua5000', 'many')],
    ['a virtual machine of the family', line('gpua5000.large', '99', 'hours')],
    ['an instance', line('Instance gpua5000', '99', 'hours')],
    ['another product', line('Block storage', '12', 'GiB hours')],
    ['a family nobody has, and no word of inference', line('gpu3080ti', '3', 'hours', { product: 'X' })],
    ['nothing but a quantity', { quantity: '5' }],
    ['nothing at all', {}],
  ])('%s is a row with its own quantity and unit', (_, odd) => {
    const all = rows('family', accounts, [odd]);
    expect(all).toHaveLength(3);
    expect(all[2]).toMatchObject({ kind: 'usage', billed: odd.quantity, unit: odd.unit });
    expect(billedHours([odd], accounts)).toBe(undefined);
  });

  test('billed GPU-hours that no event explains are a row too', () => {
    expect(brief(rows('family', [], [line('gpu3080ti', '3')]))).toEqual([['gpu3080ti', 0, '0', '3', '3']]);
  });

  test('without permission to read events, there is no difference', () => {
    const all = costRows({
      by: 'family',
      window,
      accounts: undefined,
      usage: [line('gpua5000', '3')],
      prices,
      currency: 'eur',
    });
    expect(brief(all)).toEqual([['AI / gpua5000', undefined, undefined, '3', undefined]]);
  });

  test('with unknown hours the difference is undefined', () => {
    expect(differenceOf('3', { gpuMs: 0, unknownMs: 1 })).toBeUndefined();
  });

  test('explained GPU-hours of an unknown family are a row', () => {
    expect(brief(rows('family', [account('a', undefined, 1)]))).toEqual([
      ['not known', 120, undefined, undefined, undefined],
    ]);
  });
});
