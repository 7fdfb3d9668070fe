import { plural } from './counts.js';

/**
 * GPU arithmetic, from the service's page "Scaling Your Deployments": total GPUs = GPU count × replicas. The GPU count
 * is set at creation and never changes.
 */

/** The GPU families the service documents; new ones appear, so this list is for completion and hints only. */
export const KNOWN_GPU_TYPES = ['gpu2', 'gpu3', 'gpua30', 'gpu3080ti', 'gpua5000', 'gpurtx6000pro'] as const;

/** GPUs per replica the service accepts (`create-deployment`: 1–8). */
export const GPU_COUNT = { min: 1, max: 8 } as const;

/** Total GPUs of a deployment. @param gpuCount GPUs per replica @param replicas whole number ≥ 0 */
export function totalGpus(gpuCount: number, replicas: number): number {
  return gpuCount * replicas;
}

/** `1 GPU`, `6 GPUs`. */
export function gpus(count: number): string {
  return plural(count, 'GPU');
}

/** The total in the wording of that page: `2 GPUs × 3 replicas = 6 GPUs`. */
export function describeTotal(gpuCount: number, replicas: number): string {
  return `${gpus(gpuCount)} × ${plural(replicas, 'replica')} = ${gpus(totalGpus(gpuCount, replicas))}`;
}
