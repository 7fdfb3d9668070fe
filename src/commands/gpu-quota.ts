import { describeTotal } from '../domain/gpus.js';
import { describeShortage, type GpuChange, quotaShortage } from '../domain/quota.js';
import { ExoError } from '../errors.js';
import type { Quota } from '../schemas/organization.js';

/**
 * Refuses a change that the quota cannot hold, before anything is sent.
 * @param what `scale deployment my-app to 3 replicas` @param resize the command with the size left open, for the hint
 * @throws ExoError quota, with needed, free, limit and the largest size that fits
 */
export function requireQuota(
  change: GpuChange,
  quotas: readonly Quota[],
  what: string,
  zone: string,
  resize: (size: number) => string,
): void {
  const shortage = quotaShortage(change, quotas);
  if (!shortage) return;
  const { largestSize } = shortage;
  const fits = largestSize > change.from || (change.from === 0 && largestSize > 0);
  const total = describeTotal(change.gpuCount, change.to);
  throw new ExoError('quota', `cannot ${what} in ${zone}: ${describeShortage(shortage)} (${total})`, {
    code: 'gpu-quota',
    zone,
    hint: `${fits ? `the largest SIZE that fits is ${largestSize}: ${resize(largestSize)}` : `not one more replica fits; SIZE ${largestSize} is the largest`}\nsee the quota with: exo-di limits gpu`,
    details: {
      family: shortage.family,
      needed: shortage.needed,
      free: shortage.free,
      limit: shortage.limit,
      largest_size: largestSize,
    },
  });
}

/**
 * The quotas, asked for beside a look-up. A service that does not tell them is no reason to refuse a change:
 * it has the last word anyway.
 */
export async function quotasOrNone(
  zone: { listQuotas(): Promise<Quota[]> },
  warn: (text: string) => void,
): Promise<Quota[]> {
  try {
    return await zone.listQuotas();
  } catch (error) {
    if (!(error instanceof ExoError) || error.kind === 'interrupted' || error.kind === 'terminated')
      throw error;
    warn(`the GPU quota was not checked: ${error.message}`);
    return [];
  }
}
