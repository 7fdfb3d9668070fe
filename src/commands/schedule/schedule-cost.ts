import type { ScheduleReport, ScheduleRow } from '../../desired/schedule/drawn/schedule-report.js';
import { plural } from '../../domain/counts.js';
import { HOUR_MS } from '../../domain/duration.js';
import { minus } from '../../domain/money/decimal.js';
import { amountOf, type Currency, costOfTime, provenance } from '../../domain/money/price.js';
import type { PriceAnswer } from '../lib/prices.js';
import type { ScheduleCost } from './schedule-document.js';

/**
 * The cost of a report's GPU-hours at list prices.
 * @returns undefined if no prices are asked for or known, or if a family has no price
 */
export function scheduleCost(
  { rows }: ScheduleReport,
  { prices, unwanted }: PriceAnswer,
  currency: Currency,
): ScheduleCost | undefined {
  if (!prices || unwanted) return undefined;
  const costOf = (hoursOf: (row: ScheduleRow) => number) =>
    costOfTime(
      prices.list,
      currency,
      rows.map((row) => [row.gpuType, Math.round(hoursOf(row) * HOUR_MS)]),
    );
  const total = costOf(({ hours }) => hours.total);
  const maximum = costOf(({ hours }) => hours.maximum);
  if (total === undefined || maximum === undefined) return undefined;
  return { total, maximum, saved: minus(maximum, total), currency, prices };
}

/**
 * `Cost in 7 days: 32.16 EUR. Saved: … (list price, …).`, or `Cost in 7 days: price unknown.`; undefined if no prices
 * are asked for. Why there are no prices is said only of a file that the user has named.
 */
export function costLine(
  cost: ScheduleCost | undefined,
  { unwanted, isFile, why }: PriceAnswer,
  days: number,
): string | undefined {
  const about = `Cost in ${plural(days, 'day')}:`;
  if (!cost) return unwanted ? undefined : `${about} price unknown${isFile ? `: ${why}` : ''}.`;
  const { total, saved, currency, prices } = cost;
  return `${about} ${amountOf(total, currency)}. Saved: ${amountOf(saved, currency)} (${provenance(prices)}).`;
}
