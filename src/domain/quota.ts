import type { Quota } from '../schemas/organization.js';
import { gpus, totalGpus } from './gpus.js';

/** A change in the GPUs of one deployment: from what runs to what is asked for. */
export interface GpuChange {
  /** The family, as the quota names it: `gpua5000`. */
  gpuType: string;
  /** GPUs per replica. */
  gpuCount: number;
  /** Replicas that run (and are counted in the quota's usage) now. */
  from: number;
  /** Replicas asked for. */
  to: number;
}

export interface QuotaShortage {
  family: string;
  /** Additional GPUs the change takes. */
  needed: number;
  /** GPUs the quota leaves, never below 0. */
  free: number;
  limit: number;
  /** The largest number of replicas that fits. */
  largestSize: number;
}

/**
 * Holds a change against the organization's quota ("total GPU usage is subject to the organization's GPU quota").
 * Undefined means no objection: it fits, takes nothing, is unlimited (limit −1), or the family has no entry. The
 * service has the last word.
 */
export function quotaShortage(change: GpuChange, quotas: readonly Quota[]): QuotaShortage | undefined {
  const { gpuType, gpuCount, from, to } = change;
  const quota = quotas.find(({ resource }) => resource?.toLowerCase() === gpuType.toLowerCase());
  if (quota?.limit === undefined || quota.limit === -1) return undefined;
  const needed = totalGpus(gpuCount, to) - totalGpus(gpuCount, from);
  const free = Math.max(0, quota.limit - (quota.usage ?? 0));
  if (needed <= free) return undefined;
  return {
    family: quota.resource ?? gpuType,
    needed,
    free,
    limit: quota.limit,
    largestSize: from + Math.floor(free / gpuCount),
  };
}

/** What there is too little of: of one change, or of a whole plan. */
export interface Shortage {
  family: string;
  /** Additional GPUs needed. */
  needed: number;
  free?: number | undefined;
  limit?: number | undefined;
}

/** `the quota for gpua5000 is too small: 4 GPUs more needed, 2 free of 8`. */
export function describeShortage({ family, needed, free, limit }: Shortage): string {
  return `the quota for ${family} is too small: ${gpus(needed)} more needed, ${free} free of ${limit}`;
}

/**
 * The GPU family a quota is for, as --gpu-type takes it; '' for any other resource. Families are added to the service
 * without notice, so the name tells; `gpu` alone is the quota of compute instances.
 */
export function familyOf({ resource = '' }: Quota): string {
  return /^gpu./i.test(resource) ? resource : '';
}
