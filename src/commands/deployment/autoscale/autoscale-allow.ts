import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { plural, totalGpus } from '../../../domain/gpus.js';
import type { Cost, GpuAmount } from '../../../domain/money/price.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { type Costs, costsBeside, withinCost } from '../../lib/cost-limit.js';
import { quotasOrNone, requireQuota } from '../../lib/gpu-quota.js';
import { scaleCommand } from '../pasteable.js';
import type { AutoscaleFlags } from './autoscale-input.js';

/**
 * Refuses replicas that the quota or --max-cost-per-hour does not allow.
 * @param change.reason why there should be more @param change.costs asked for already, where there is a limit
 * @returns what it costs then; undefined where nobody wants to know
 * @throws ExoError quota, unavailable where there is a limit and no price
 */
export async function allow(
  deps: Deps,
  zone: ZoneClient,
  { name, 'gpu-count': gpuCount, 'gpu-type': gpuType }: Deployment,
  { from, to, reason, costs }: { from: number; to: number; reason: string; costs: Costs | undefined },
  flags: AutoscaleFlags,
): Promise<Cost | undefined> {
  const what = `scale deployment ${name} to ${plural(to, 'replica')} (${reason})`;
  const resize = (fits: number) => scaleCommand(name, fits, zone.zone);
  const isKnown = gpuCount !== undefined && gpuType !== undefined;
  if (isKnown && !flags['--no-preflight']) {
    const quotas = await quotasOrNone(zone, deps.io.warn);
    requireQuota({ gpuType, gpuCount, from, to }, quotas, what, zone.zone, resize);
  }
  const amountOf = (replicas: number): GpuAmount => ({
    family: gpuType ?? 'its GPU type',
    gpus: totalGpus(gpuCount ?? 1, replicas),
  });
  await costs?.require(
    { before: [amountOf(from)], after: [amountOf(to)] },
    `${what} in ${zone.zone}`,
    (fits) => withinCost(Math.floor((fits(gpuType ?? '') ?? 0) / (gpuCount ?? 1)), resize, from),
  );
  // Under --every nobody waits to read it.
  if (!isKnown || flags['--every'] !== undefined) return undefined;
  return (costs ?? costsBeside(deps, flags)).of(amountOf(to));
}
