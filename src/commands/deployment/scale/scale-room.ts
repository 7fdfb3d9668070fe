import { totalGpus } from '../../../domain/gpus.js';
import type { Cost, GpuAmount } from '../../../domain/money/price.js';
import { scaleCommand } from '../../../domain/shell-words.js';
import type { Quota } from '../../../schemas/organization.js';
import { type Costs, withinCost } from '../../lib/cost-limit.js';
import { requireQuota } from '../../lib/gpu-quota.js';
import type { Scaling } from './scale-words.js';

/**
 * Refuses replicas that the quota cannot hold. Where it is not told how many there are, or which GPUs they have, the
 * service has the only word. @param quotas asked for where there are more @param what `scale deployment my-app to 3 replicas`
 * @throws ExoError quota
 */
export async function requireRoom(
  { name, zone, from, to, gpuCount, gpuType }: Scaling,
  quotas: () => Promise<Quota[]>,
  what: string,
): Promise<void> {
  if (from === undefined || gpuCount === undefined || gpuType === undefined || to <= from) return;
  const change = { gpuType, gpuCount, from, to };
  requireQuota(change, await quotas(), what, zone, (fits) => scaleCommand(name, fits, zone));
}

/** Holds a change of size against --max-cost-per-hour. @throws ExoError quota, unavailable where there is no price */
export async function requireCost(scaling: Scaling, costs: Costs, what: string): Promise<void> {
  const { name, zone, from, to, gpuCount = 1, gpuType = '' } = scaling;
  await costs.require(
    { before: [amountOf(scaling, from ?? 0)], after: [amountOf(scaling, to)] },
    `${what} in ${zone}`,
    (fits) =>
      withinCost(Math.floor((fits(gpuType) ?? 0) / gpuCount), (size) => scaleCommand(name, size, zone), from),
  );
}

/** What it costs then; undefined where its GPUs are not told, or nobody wants to know. */
export async function costThen(scaling: Scaling, costs: () => Costs | undefined): Promise<Cost | undefined> {
  const { to, gpuCount, gpuType } = scaling;
  return gpuCount === undefined || gpuType === undefined ? undefined : costs()?.of(amountOf(scaling, to));
}

const amountOf = ({ gpuCount = 1, gpuType = 'its GPU type' }: Scaling, replicas: number): GpuAmount => ({
  family: gpuType,
  gpus: totalGpus(gpuCount, replicas),
});
