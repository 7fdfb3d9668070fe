import { plural } from '../counts.js';
import { HOUR_MS } from '../duration.js';
import { utcDay } from '../utc.js';
import { type Decimal, divide, money, multiply, sum } from './decimal.js';

/** The currencies of the feed. */
export const CURRENCIES = ['eur', 'chf', 'usd'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Prices of one GPU for an hour, by currency and GPU family as `--gpu-type` takes it: `{eur: {gpua5000: '1.34'}}`. */
export type PriceList = Readonly<Partial<Record<Currency, Readonly<Record<string, Decimal>>>>>;

export interface Prices {
  list: PriceList;
  /** When they were fetched, in ms since the epoch; absent for those of a file. */
  at?: number | undefined;
  /** The address, or the file as it was named. */
  source: string;
}

/** The price of one GPU of a family for an hour; undefined where the list has none. */
export function priceOf(list: PriceList, family: string, currency: Currency): Decimal | undefined {
  const table = list[currency] ?? {};
  const name = plain(family);
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The families that have a price in any currency, sorted. */
export function pricedFamilies(list: PriceList): string[] {
  return [...new Set(CURRENCIES.flatMap((currency) => Object.keys(list[currency] ?? {})))].sort();
}

export interface GpuAmount {
  family: string;
  gpus: number;
}

/** What GPUs cost an hour, of several families too; undefined where any of them has no price. */
export function costPerHour(
  list: PriceList,
  amounts: readonly GpuAmount[],
  currency: Currency,
): Decimal | undefined {
  const perFamily = amounts.map(({ family, gpus }) => [family, gpus] as const);
  return sumPriced(list, currency, perFamily, (price, gpus) => multiply(price, String(gpus)));
}

/** What amounts come to, each at the price of its family; undefined where that has none. Nothing costs nothing. */
export function sumPriced(
  list: PriceList,
  currency: Currency,
  amounts: readonly (readonly [family: string, amount: number])[],
  cost: (price: Decimal, amount: number) => Decimal,
): Decimal | undefined {
  const some = amounts.filter(([, amount]) => amount > 0);
  const costs = some.flatMap(([family, amount]) => {
    const price = priceOf(list, family, currency);
    return price === undefined ? [] : cost(price, amount);
  });
  // A part of a sum is no sum.
  return costs.length < some.length ? undefined : sum(costs);
}

/** What GPUs cost over some time, to the cent. @param gpuMs milliseconds times GPUs, a whole number */
export function costOver(price: Decimal, gpuMs: number): Decimal {
  return divide(multiply(price, String(gpuMs)), BigInt(HOUR_MS), 2);
}

/** `2.68 EUR/h`. */
export function perHour(cost: Decimal, currency: Currency): string {
  return `${amountOf(cost, currency)}/h`;
}

/** `2.68 EUR`. */
export function amountOf(cost: Decimal, currency: Currency): string {
  return `${money(cost)} ${currency.toUpperCase()}`;
}

/** The day on which they were fetched, `2026-11-25`; undefined for those of a file. */
export function dayOf({ at }: Pick<Prices, 'at'>): string | undefined {
  return at === undefined ? undefined : utcDay(at);
}

/** Whose prices they are, and how old: `list price, 2026-11-25`, or `prices.json` for those of a file. */
export function provenance(prices: Pick<Prices, 'at' | 'source'>): string {
  const day = dayOf(prices);
  return day === undefined ? prices.source : `list price, ${day}`;
}

/** What GPUs cost, in words and for programs. */
export interface Cost {
  /** `2 × 1.34 = 2.68 EUR/h (list price, 2026-11-25)`; without a price `2 GPU-hours an hour (price unknown)`. */
  line: string;
  /** What they cost an hour; absent where there is no price. */
  perHour?: Decimal | undefined;
  currency: Currency;
}

/**
 * What GPUs cost an hour; of several families the line is `2 × 1.34 (gpua5000) + 1 × 1.045 (gpu3) = 3.725 EUR/h (…)`.
 * @param why there is no price, where that is known
 */
export function costOf(
  prices: Prices | undefined,
  amounts: readonly GpuAmount[],
  currency: Currency,
  why = '',
): Cost {
  const all = byFamily(amounts);
  const cost = prices && costPerHour(prices.list, all, currency);
  if (!prices || cost === undefined) {
    const hours = all.reduce((total, { gpus }) => total + gpus, 0);
    const unknown = `price unknown${why && `: ${why}`}`;
    return { line: `${plural(hours, 'GPU-hour')} an hour (${unknown})`, currency };
  }
  const terms = all.map(({ family, gpus }) => {
    const term = `${gpus} × ${money(priceOf(prices.list, family, currency) ?? '0')}`;
    return all.length > 1 ? `${term} (${family})` : term;
  });
  const sumOf = terms.length > 0 ? `${terms.join(' + ')} = ` : '';
  return { line: `${sumOf}${perHour(cost, currency)} (${provenance(prices)})`, perHour: cost, currency };
}

/** The amounts added up by family, in the order in which the families come; without those of no GPUs. */
function byFamily(amounts: readonly GpuAmount[]): GpuAmount[] {
  const all = new Map<string, GpuAmount>();
  for (const { family, gpus } of amounts) {
    const key = plain(family);
    if (gpus > 0) all.set(key, { family: key, gpus: gpus + (all.get(key)?.gpus ?? 0) });
  }
  return [...all.values()];
}

/** A cost in JSON: a decimal text, so that no reader makes a float of it. */
export function costKeys(cost: Cost | undefined): { cost_per_hour?: string; currency?: string } {
  if (cost?.perHour === undefined) return {};
  return { cost_per_hour: money(cost.perHour), currency: cost.currency.toUpperCase() };
}

/** Small letters and digits alone: `gpu_a5000` and `gpua5000` are the same family. */
export const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
