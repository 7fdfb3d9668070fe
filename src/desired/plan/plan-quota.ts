import { totalGpus } from '../../domain/gpus.js';
import { describeShortage } from '../../domain/quota.js';
import type { FamilyPlan, PlanEntry, PlanInput, Prunable } from './plan-types.js';

/**
 * GPUs now and then per family, held against the organization's quota as a whole: what the plan frees counts for
 * what it takes. No objection where nothing more is needed, the limit is −1, or the family has no entry.
 * @param deleted what the plan deletes; empty unless pruning was asked for
 */
export function planFamilies(
  entries: readonly Pick<PlanEntry, 'action' | 'gpus'>[],
  deleted: readonly Prunable[],
  quotas: PlanInput['quotas'],
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
  return [...sums]
    .map(([family, { now, after }]) => familyPlan(family, now, after, quotas))
    .sort((a, b) => (a.family < b.family ? -1 : 1));
}

function familyPlan(family: string, now: number, after: number, quotas: PlanInput['quotas']): FamilyPlan {
  const quota = quotas.find(({ resource }) => resource?.toLowerCase() === family);
  const { usage, limit } = quota ?? {};
  const needed = after - now;
  const free = limit === undefined || limit === -1 ? undefined : Math.max(0, limit - (usage ?? 0));
  const short = free === undefined || needed <= 0 ? 0 : Math.max(0, needed - free);
  return { family, now, after, needed, usage, limit, free, short };
}

/** What `describeShortage` says of a family; undefined when there is no objection. */
export function describeFamilyShortage(family: FamilyPlan): string | undefined {
  return family.short === 0 ? undefined : describeShortage(family);
}

/** GPUs of a deployment the file does not name; what the service does not say counts as none. */
export function gpusOutside(deployment: Prunable['deployment']): number {
  return totalGpus(deployment['gpu-count'] ?? 0, deployment.replicas ?? 0);
}
