import { totalGpus } from '../../domain/gpus.js';
import type { GpuAmount } from '../../domain/money/price.js';
import { byText } from '../../domain/order.js';
import { quotaOf } from '../../domain/quota.js';
import type { Quota } from '../../schemas/organization.js';
import type { FamilyPlan, Plan, PlanEntry, Prunable } from './plan-types.js';

/**
 * The GPUs of each family before and after the plan, compared with the organization's quota. GPUs that the plan frees
 * count towards those it takes. There is no objection if no more GPUs are needed, the limit is −1, or the family has no
 * entry.
 * @param deleted the deployments that the plan deletes; empty unless pruning was asked for
 */
export function planFamilies(
  entries: readonly Pick<PlanEntry, 'action' | 'gpus'>[],
  deleted: readonly Prunable[],
  quotas: readonly Quota[],
): FamilyPlan[] {
  const sums = new Map<string, { now: number; after: number }>();
  const add = (family: string, now: number, after: number) => {
    const sum = sums.get(family.toLowerCase()) ?? { now: 0, after: 0 };
    sums.set(family.toLowerCase(), { now: sum.now + now, after: sum.after + after });
  };
  for (const { action, gpus } of entries) if (action !== 'unknown') add(gpus.family, gpus.now, gpus.after);
  for (const { deployment, gpus } of deleted) {
    if (deployment['gpu-type'] !== undefined) add(deployment['gpu-type'], gpus, 0);
  }
  const plans = [...sums].map(([family, { now, after }]) => {
    const { quota: { usage, limit } = {}, bound } = quotaOf(quotas, family);
    const needed = after - now;
    const short = bound && needed > 0 ? Math.max(0, needed - bound.free) : 0;
    return { family, now, after, needed, usage, limit, free: bound?.free, short };
  });
  return plans.sort((a, b) => byText(a.family, b.family));
}

/**
 * The plan after some of its deployments could not be created, scaled or deleted: they take the same GPUs as before.
 * @param stuck these deployments
 */
export function withStuck(plan: Plan, stuck: readonly { zone: string; name: string }[]): Plan {
  const isStuck = (one: { zone: string; name: string }) =>
    stuck.some(({ zone, name }) => zone === one.zone && name === one.name);
  const kept = [
    ...plan.entries
      .filter(isStuck)
      .map(({ gpus: { family, now, after } }) => ({ family, gpus: now - after })),
    ...plan.prunable
      .filter(isStuck)
      .map(({ deployment, gpus }) => ({ family: deployment['gpu-type'] ?? '', gpus })),
  ];
  const keptOf = (of: string) =>
    kept.reduce((total, { family, gpus }) => (family.toLowerCase() === of ? total + gpus : total), 0);
  const families = plan.families.map((one) => {
    const after = one.after + keptOf(one.family);
    return { ...one, after, needed: after - one.now };
  });
  return { ...plan, families };
}

/**
 * The GPUs before and after a plan. In a zone that did not answer it is not known what runs, so the desired replicas
 * are counted both before and after.
 */
export function costChangeOf({ entries, families }: Plan): {
  before: GpuAmount[];
  after: GpuAmount[];
  isGuessed: boolean;
} {
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
  return {
    before: amounts(({ now }) => now),
    after: amounts(({ after }) => after),
    isGuessed: unknown.length > 0,
  };
}
