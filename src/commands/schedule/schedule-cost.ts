import type { ScheduleReport, ScheduleRow } from '../../desired/schedule/drawn/schedule-report.js';
import { plural } from '../../domain/gpus.js';
import { type Decimal, minus, money, sum } from '../../domain/money/decimal.js';
import { amountOf, type Currency, costOver, dayOf, priceOf, provenance } from '../../domain/money/price.js';
import type { PriceAnswer } from '../lib/prices.js';

const HOUR_MS = 3_600_000;

/**
 * What the GPU-hours of a report cost by the list.
 * @returns nothing where nobody wants to know, or where a family has no price: a part of a sum is no sum
 */
export function scheduleCost(
  { rows, dates }: ScheduleReport,
  { prices, unwanted }: PriceAnswer,
  currency: Currency,
): { line?: string; document?: Record<string, string | null> } {
  if (unwanted || rows.length === 0) return {};
  const total = (hoursOf: (row: ScheduleRow) => number): Decimal | undefined => {
    const costs = rows.map((row) => {
      const price = prices && priceOf(prices.list, row.gpuType, currency);
      return price === undefined ? undefined : costOver(price, Math.round(hoursOf(row) * HOUR_MS));
    });
    const known = costs.filter((cost) => cost !== undefined);
    return known.length < costs.length ? undefined : sum(known);
  };
  const cost = total(({ hours }) => hours.total);
  const maximum = total(({ hours }) => hours.maximum);
  if (!prices || cost === undefined || maximum === undefined) return {};
  const saved = minus(maximum, cost);
  return {
    line: `Cost in ${plural(dates.length, 'day')}: ${amountOf(cost, currency)}. Saved: ${amountOf(saved, currency)} (${provenance(prices)}).`,
    document: {
      total: money(cost),
      maximum: money(maximum),
      saved: money(saved),
      currency: currency.toUpperCase(),
      date: dayOf(prices) ?? null,
      source: prices.source,
    },
  };
}
