import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { describeTotal, totalGpus } from '../../../domain/gpus.js';
import type { Cost, GpuAmount } from '../../../domain/money/price.js';
import { scaleCommand } from '../../../domain/shell-words.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Costs } from '../../lib/cost-limit.js';
import { quotasOf, requireQuota } from '../../lib/gpu-quota.js';
import type { Resize } from '../change/scale-change.js';

/**
 * The lines printed before a scaling is sent; the times are from the page "Scaling Your Deployments".
 * @param cost per hour afterwards
 */
export function beforeScale({ name, zone: { zone }, size, entry = {} }: Resize, cost?: Cost): string[] {
  const { replicas: from, 'gpu-count': count, 'gpu-type': family } = entry;
  const was = from === undefined || from === size ? '' : ` from ${from}`;
  const total = count === undefined ? '' : `: ${describeTotal(count, size)}${family ? ` (${family})` : ''}`;
  if (size === 0) return [`Scaling ${name} in ${zone}${was} to zero.`];
  const lines = [
    `Scaling ${name} in ${zone}${was} to ${plural(size, 'replica')}${total}.`,
    ...(cost ? [cost.line] : []),
  ];
  if (from === 0)
    return [
      ...lines,
      '3–5 minutes or longer are normal per replica: the model has to be loaded into GPU memory.',
    ];
  if (from === undefined || size > from) return [...lines, '3–5 minutes per new replica are normal.'];
  return lines;
}

/**
 * The lines printed when a scaling is done. That billing has stopped is said only here, because only now it is true.
 */
export function afterScale({ name, zone: { zone }, size }: Resize): string[] {
  if (size > 0) return [`Scaled ${name} to ${plural(size, 'replica')}.`];
  return [
    `Scaled ${name} to zero: GPU billing stops, its URL and API key stay; the model stays in storage, which is billed.`,
    `Resume with: ${scaleCommand(name, 1, zone)}`,
  ];
}

/**
 * Refuses to scale up beyond the quota. If the present replicas or their GPUs are not known, the check is left to the
 * service.
 * @param what `scale deployment my-app to 3 replicas`, for the message
 * @param quotas given if they are under way already; called only when scaling up
 * @throws ExoError quota, with the largest size that fits
 */
export async function requireRoom(
  deps: Deps,
  { name, zone, size, entry = {} }: Resize,
  what: string,
  quotas = () => quotasOf(deps, zone),
): Promise<void> {
  const { replicas: from, 'gpu-count': gpuCount, 'gpu-type': gpuType } = entry;
  if (from === undefined || gpuCount === undefined || gpuType === undefined || size <= from) return;
  const change = { gpuType, gpuCount, from, to: size };
  const resize = (fits: number) => scaleCommand(name, fits, zone.zone);
  requireQuota(change, await quotas(), { what, zone: zone.zone, resize });
}

/**
 * Checks a scaling against --max-cost-per-hour.
 * @throws ExoError quota if it costs more; unavailable if a price is not known
 */
export async function requireCost(
  { name, zone: { zone }, size, entry = {} }: Resize,
  costs: Costs,
  what: string,
): Promise<void> {
  const { replicas, 'gpu-count': count = 1, 'gpu-type': family = 'its GPU type' } = entry;
  const amount = (size: number): GpuAmount[] => [{ family, gpus: totalGpus(count, size) }];
  const change = { before: amount(replicas ?? 0), after: amount(size) };
  const resize = (most: number) => scaleCommand(name, most, zone);
  await costs.require(change, `${what} in ${zone}`, { zone, family, count, from: replicas, resize });
}

/** The cost per hour of that many replicas; undefined if their GPUs are not known, or no costs are asked for. */
export async function costOfReplicas(
  costs: Costs | undefined,
  { 'gpu-type': family, 'gpu-count': count }: Pick<Deployment, 'gpu-type' | 'gpu-count'>,
  replicas: number,
): Promise<Cost | undefined> {
  if (family === undefined || count === undefined) return undefined;
  return costs?.of({ family, gpus: totalGpus(count, replicas) });
}
