import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/counts.js';
import { describeTotal, gpus } from '../../domain/gpus.js';
import { describeShortage, type GpuChange, quotaShortage } from '../../domain/quota.js';
import { ExoError, failureOf } from '../../errors.js';
import type { Quota } from '../../schemas/organization.js';

/** A change that is held against the quota, as its refusal speaks of it. */
interface Asked {
  /** `scale deployment my-app to 3 replicas`: completes "cannot …". */
  what: string;
  zone: string;
  /** The command with the size left open, for the hint. */
  resize(size: number): string;
  /** There is nothing yet, and the size is given as --replicas. */
  creates?: boolean;
}

/**
 * Refuses a change that the quota cannot hold, before anything is sent.
 * @throws ExoError quota, with needed, free, limit and the largest size that fits
 */
export function requireQuota(change: GpuChange, quotas: readonly Quota[], asked: Asked): void {
  const { what, zone } = asked;
  const shortage = quotaShortage(change, quotas);
  if (!shortage) return;
  const { largestSize, ...figures } = shortage;
  const total = describeTotal(change.gpuCount, change.to);
  throw new ExoError('quota', `cannot ${what} in ${zone}: ${describeShortage(shortage)} (${total})`, {
    code: 'gpu-quota',
    zone,
    hint: `${fitting(largestSize, change, asked)}\nsee the quota with: exo-di limits gpu`,
    details: { ...figures, largest_size: largestSize },
  });
}

function fitting(largest: number, { from, gpuCount }: GpuChange, { resize, creates }: Asked): string {
  if (largest === 0) return `not one replica of ${gpus(gpuCount)} fits`;
  if (creates)
    return `${plural(largest, 'replica')} ${largest === 1 ? 'fits' : 'fit'} (--replicas ${largest}): ${resize(largest)}`;
  if (largest > from) return `the largest SIZE that fits is ${largest}: ${resize(largest)}`;
  return `not one more replica fits; SIZE ${largest} is the largest`;
}

/**
 * Asks for the quotas at once, beside a look-up, when it is not known yet whether they are needed. A service that does not
 * tell them is no reason to refuse a change: it has the last word anyway.
 * @returns waits for them, and only then tells why they could not be had: who needs none is not held up by them
 */
export function quotasBeside({ io }: Pick<Deps, 'io'>, zone: Pick<ZoneClient, 'listQuotas'>) {
  let unchecked: string | undefined;
  const asked = zone.listQuotas().catch((error: unknown): Quota[] => {
    unchecked = `the GPU quota was not checked: ${failureOf(error).message}`;
    return [];
  });
  // Heard when it is needed; until then a failure must not end the process.
  asked.catch(() => {});
  return async () => {
    const quotas = await asked;
    if (unchecked) io.warn(unchecked);
    unchecked = undefined;
    return quotas;
  };
}

/** The same where they are needed. */
export const quotasOf = (deps: Pick<Deps, 'io'>, zone: Pick<ZoneClient, 'listQuotas'>) =>
  quotasBeside(deps, zone)();
