import { plural } from '../counts.js';
import { HOUR_MS } from '../duration.js';
import { utcDay } from '../utc.js';
import { type Decimal, divide, money, multiply, sum, whole } from './decimal.js';

/** The currencies of the public price feed. */
export const CURRENCIES = ['eur', 'chf', 'usd'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Prices of one GPU for an hour, by currency and GPU family as `--gpu-type` takes it: `{eur: {gpua5000: '1.34'}}`. */
export type PriceList = Readonly<Partial<Record<Currency, Readonly<Record<string, Decimal>>>>>;

export interface Prices {
  list: PriceList;
  /** When the prices were fetched, in ms since the epoch; absent if they are from a file. */
  at?: number | undefined;
  /** The address, without its query, or the file as it was named. */
  source: string;
}

/** The price of one GPU of a family for an hour; undefined if the list has none. */
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

/** The cost of GPUs per hour, also of several families; undefined if any of them has no price. */
export function costPerHour(
  list: PriceList,
  amounts: readonly GpuAmount[],
  currency: Currency,
): Decimal | undefined {
  const perFamily = amounts.map(({ family, gpus }) => [family, gpus] as const);
  return sumPriced(list, currency, perFamily);
}

/**
 * The total cost of amounts, each at the price of its family; undefined if one of them has no price. No amounts cost 0.
 */
function sumPriced(
  list: PriceList,
  currency: Currency,
  amounts: readonly (readonly [family: string, amount: number])[],
): Decimal | undefined {
  const positive = amounts.filter(([, amount]) => amount > 0);
  const costs = positive.flatMap(([family, amount]) => {
    const price = priceOf(list, family, currency);
    return price === undefined ? [] : multiply(price, whole(amount));
  });
  // With a price missing, the sum would be too low.
  return costs.length < positive.length ? undefined : sum(costs);
}

/** The cost of GPUs over a time, to the cent. @param gpuMs milliseconds times GPUs, a whole number */
export function costOver(price: Decimal, gpuMs: number): Decimal {
  return divide(multiply(price, whole(gpuMs)), BigInt(HOUR_MS), 2);
}

/**
 * The cost of GPUs of several families over a time, to the cent: the sum is rounded, not its parts. Undefined if a
 * family has no price. @param used by family milliseconds times GPUs, whole numbers
 */
export function costOfTime(
  list: PriceList,
  currency: Currency,
  used: readonly (readonly [family: string, gpuMs: number])[],
): Decimal | undefined {
  const cost = sumPriced(list, currency, used);
  return cost === undefined ? undefined : costOver(cost, 1);
}

/** `2.68 EUR/h`. */
export function perHour(cost: Decimal, currency: Currency): string {
  return `${amountOf(cost, currency)}/h`;
}

/** `2.68 EUR`. */
export function amountOf(cost: Decimal, currency: Currency): string {
  return `${money(cost)} ${currency.toUpperCase()}`;
}

/** The day on which the prices were fetched, `2026-11-25`; undefined if they are from a file. */
export function dayOf({ at }: Pick<Prices, 'at'>): string | undefined {
  return at === undefined ? undefined : utcDay(at);
}

/** Where the prices are from, and how old they are: `list price, 2026-11-25`, or `prices.json` for those of a file. */
export function provenance(prices: Pick<Prices, 'at' | 'source'>): string {
  const day = dayOf(prices);
  return day === undefined ? prices.source : `list price, ${day}`;
}

/** The cost of GPUs, in words and for programs. */
export interface Cost {
  /** `2 × 1.34 = 2.68 EUR/h (list price, 2026-11-25)`; without a price `2 GPU-hours an hour (price unknown)`. */
  line: string;
  /** The cost per hour; absent if there is no price. */
  perHour?: Decimal | undefined;
  currency: Currency;
}

/**
 * The cost of GPUs per hour. For several families the line is
 * `2 × 1.34 (gpua5000) + 1 × 1.045 (gpu3) = 3.725 EUR/h (…)`.
 * @param why the reason why there is no price, if it is known
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

/** The amounts added up by family, in the order of their first appearance; families with no GPUs are left out. */
function byFamily(amounts: readonly GpuAmount[]): GpuAmount[] {
  const all = new Map<string, GpuAmount>();
  for (const { family, gpus } of amounts) {
    const key = plain(family);
    if (gpus > 0) all.set(key, { family: key, gpus: gpus + (all.get(key)?.gpus ?? 0) });
  }
  return [...all.values()];
}

/** A cost in JSON, as a decimal text, so that no JSON reader turns it into a float. */
export function costKeys(cost: Cost | undefined): { cost_per_hour?: string; currency?: string } {
  if (cost?.perHour === undefined) return {};
  return { cost_per_hour: money(cost.perHour), currency: cost.currency.toUpperCase() };
}

/** The name in lower case, letters and digits only: `gpu_a5000` and `gpua5000` are the same family. */
export const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
