import type { Quota } from '../schemas/organization.js';
import { gpus, totalGpus } from './gpus.js';

/**
 * The quota of a GPU family, and what it leaves, never below 0. There is no bound if the quota is unlimited (limit −1),
 * or if the service does not report both usage and limit.
 */
export function quotaOf(
  quotas: readonly Quota[],
  family: string,
): { quota: Quota | undefined; bound: { free: number; limit: number } | undefined } {
  const quota = quotas.find(({ resource }) => resource?.toLowerCase() === family.toLowerCase());
  const { usage, limit = -1 } = quota ?? {};
  const isBound = usage !== undefined && limit !== -1;
  return { quota, bound: isBound ? { free: Math.max(0, limit - usage), limit } : undefined };
}

/** A change of the GPUs of one deployment, from the replicas that run to those wanted. */
export interface GpuChange {
  /** The family, as the quota names it: `gpua5000`. */
  gpuType: string;
  gpuCount: number;
  /** Replicas that run (and are counted in the quota's usage) now. */
  from: number;
  to: number;
}

/** GPUs of a family that the quota lacks, for one change or for a whole plan. */
export interface Shortage {
  family: string;
  /** The additional GPUs that are wanted. */
  needed: number;
  /** The GPUs that the quota leaves, never below 0. */
  free?: number | undefined;
  limit?: number | undefined;
}

/**
 * Checks a change against the organization's quota ("total GPU usage is subject to the organization's GPU quota").
 * Undefined means no objection: the change fits or takes nothing more, the quota is unlimited (limit −1), or the family
 * has no entry. The service has the last word.
 * @returns the shortage, with the largest number of replicas that fits
 */
export function quotaShortage(
  change: GpuChange,
  quotas: readonly Quota[],
): (Shortage & { largestSize: number }) | undefined {
  const { gpuType, gpuCount, from, to } = change;
  const { quota, bound } = quotaOf(quotas, gpuType);
  const needed = totalGpus(gpuCount, to) - totalGpus(gpuCount, from);
  if (!bound || needed <= bound.free) return undefined;
  const largestSize = from + Math.floor(bound.free / gpuCount);
  return { family: quota?.resource ?? gpuType, needed, ...bound, largestSize };
}

/** `the quota for gpua5000 is too small: 4 GPUs more needed, 2 free of 8`. */
export function describeShortage({ family, needed, free, limit }: Shortage): string {
  return `the quota for ${family} is too small: ${gpus(needed)} more needed, ${free} free of ${limit}`;
}

/**
 * The GPU family of a quota, as --gpu-type takes it; '' for any other resource. The service gets new families without
 * notice, so every name that begins with `gpu` counts; `gpu` alone is the quota of compute instances.
 */
export function familyOf({ resource = '' }: Quota): string {
  return /^gpu./i.test(resource) ? resource : '';
}
