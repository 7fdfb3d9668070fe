import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/counts.js';
import { describeTotal, gpus } from '../../domain/gpus.js';
import { describeShortage, type GpuChange, quotaShortage } from '../../domain/quota.js';
import { ExoError, failureOf } from '../../errors.js';
import type { Quota } from '../../schemas/organization.js';

/** How the refusal of a change for lack of quota speaks of it. */
interface Asked {
  /** `scale deployment my-app to 3 replicas`: completes "cannot …". */
  what: string;
  zone: string;
  /** The command line for a size, for the hint. */
  resize(size: number): string;
  /** A creation, whose size is given by --replicas. */
  creates?: boolean;
}

/**
 * Refuses a change that needs more GPUs than the quota has, before anything is sent.
 * @throws ExoError quota, with the GPUs needed, free and allowed, and the largest size that fits
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
 * Starts to fetch the quotas while the deployment is still looked up and it is not known whether they are needed. If
 * they cannot be read, the change is not refused, because the service checks the quota itself.
 * @returns a function that waits for the quotas, and warns only then if they could not be read
 */
export function quotasBeside({ io }: Pick<Deps, 'io'>, zone: Pick<ZoneClient, 'listQuotas'>) {
  let unchecked: string | undefined;
  const asked = zone.listQuotas().catch((error: unknown): Quota[] => {
    unchecked = `the GPU quota was not checked: ${failureOf(error).message}`;
    return [];
  });
  // Its failure counts when the quotas are needed; until then it must not end the process as an unhandled rejection.
  asked.catch(() => {});
  return async () => {
    const quotas = await asked;
    if (unchecked) io.warn(unchecked);
    unchecked = undefined;
    return quotas;
  };
}

/** The quotas, where it is known that they are needed. */
export const quotasOf = (deps: Pick<Deps, 'io'>, zone: Pick<ZoneClient, 'listQuotas'>) =>
  quotasBeside(deps, zone)();
