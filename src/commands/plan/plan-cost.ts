import type { Plan } from '../../desired/plan/plan-types.js';
import { totalGpus } from '../../domain/gpus.js';
import type { GpuAmount } from '../../domain/money/price.js';
import type { CostChange } from '../lib/cost-limit.js';

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
