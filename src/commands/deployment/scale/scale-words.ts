import { describeTotal, plural, totalGpus } from '../../../domain/gpus.js';
import type { Cost, GpuAmount } from '../../../domain/money/price.js';
import { scaleCommand } from '../../../domain/shell-words.js';
import type { Quota } from '../../../schemas/organization.js';
import { type Costs, withinCost } from '../../lib/cost-limit.js';
import { requireQuota } from '../../lib/gpu-quota.js';

/** A change of size, as far as it is known; what the service does not tell is absent. */
export interface Scaling {
  name: string;
  zone: string;
  from: number | undefined;
  to: number;
  gpuCount: number | undefined;
  gpuType: string | undefined;
}

/** What is said before a change of size is sent: from the page "Scaling Your Deployments". @param cost a line on what it costs then */
export function beforeScale(change: Scaling, cost?: string): string[] {
  const { name, zone, from, to, gpuCount, gpuType } = change;
  const was = from === undefined || from === to ? '' : ` from ${from}`;
  const total =
    gpuCount === undefined ? '' : `: ${describeTotal(gpuCount, to)}${gpuType ? ` (${gpuType})` : ''}`;
  if (to === 0) return [`Scaling ${name} in ${zone}${was} to zero.`];
  const lines = [
    `Scaling ${name} in ${zone}${was} to ${plural(to, 'replica')}${total}.`,
    ...(cost === undefined ? [] : [cost]),
  ];
  if (from === 0)
    return [
      ...lines,
      '3–5 minutes or longer are normal per replica: the model has to be loaded into GPU memory.',
    ];
  if (from === undefined || to > from) return [...lines, '3–5 minutes per new replica are normal.'];
  return lines;
}

/** What is said once it is done. Only now has the billing stopped, so only now is it claimed. */
export function afterScale({ name, zone, to }: Scaling): string[] {
  if (to > 0) return [`Scaled ${name} to ${plural(to, 'replica')}.`];
  return [
    `Scaled ${name} to zero: GPU billing stops, its URL and API key stay; the model stays in storage, which is billed.`,
    `Resume with: ${scaleCommand(name, 1, zone)}`,
  ];
}

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
