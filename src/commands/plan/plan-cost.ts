import type { Plan } from '../../desired/plan/plan-types.js';
import { totalGpus } from '../../domain/gpus.js';
import { money } from '../../domain/money/decimal.js';
import { dayOf, type GpuAmount } from '../../domain/money/price.js';
import type { ChangeCost, CostChange } from '../lib/cost-limit.js';

/**
 * The GPUs of a plan, now and then. Of a zone that did not answer it is not known what runs there: what should run is
 * counted, both now and then.
 */
export function costChangeOf({ entries, families }: Plan): CostChange {
  const unknown = entries
    .filter(({ action }) => action === 'unknown')
    .map(({ deployment, desired }) => ({
      family: deployment['gpu-type'],
      gpus: totalGpus(deployment['gpu-count'], desired.replicas),
    }));
  const amounts = (of: (family: Plan['families'][number]) => number): GpuAmount[] => [
    ...families.map((plan) => ({ family: plan.family, gpus: of(plan) })),
    ...unknown,
  ];
  return { before: amounts(({ now }) => now), after: amounts(({ after }) => after) };
}

/** The cost of a plan in JSON, decimals as texts; null where there is no price. */
export function planCostDocument(cost: ChangeCost | undefined) {
  if (cost?.prices === undefined || cost.perHour === undefined) return null;
  return {
    per_hour: money(cost.perHour),
    per_hour_now: cost.perHourNow === undefined ? null : money(cost.perHourNow),
    currency: cost.currency.toUpperCase(),
    date: dayOf(cost.prices) ?? null,
    source: cost.prices.source,
  };
}
