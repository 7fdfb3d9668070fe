import { gpus, totalGpus } from '../domain/gpus.js';
import type { Quota } from '../schemas/organization.js';
import { notFound, preconditionFailed } from './problem.js';
import type { DeploymentRecord } from './records.js';
import type { Call, World } from './world.js';

const UNLIMITED = -1;

/**
 * GPUs of a family in use, over all zones: gpu-count × replicas of every deployment of the organization. They count
 * from the moment a change is accepted; those of a deployment whose deletion is under way do not count any more.
 * @param except a deployment to leave out
 */
export function usedGpus(world: World, family: string, except?: DeploymentRecord): number {
  return world.data.deployments
    .filter((record) => record.gpuType === family && record.visibility === 'private' && record !== except)
    .filter((record) => record.change?.kind !== 'delete')
    .reduce((sum, record) => sum + totalGpus(record.gpuCount, record.replicas), 0);
}

/**
 * @param total how many GPUs the deployment would have after the change
 * @param deployment the deployment that changes; absent for a new one
 * @throws Problem 412 if the family's limit is too low
 */
export function checkQuota(call: Call, family: string, total: number, deployment?: DeploymentRecord): void {
  const limit = call.world.quotas.get(family) ?? UNLIMITED;
  if (limit === UNLIMITED) return;
  const used = usedGpus(call.world, family, deployment);
  if (used + total > limit) {
    throw preconditionFailed(
      `Insufficient GPU quota for ${family}: ${gpus(total)} requested, ${used} in use by other deployments, limit ${limit}.`,
    );
  }
}

/** `list-quotas`. */
export function listQuotas(call: Call): Quota[] {
  return [...call.world.quotas.keys()].map((family) => getQuota(call, family));
}

/** `get-quota`. @throws Problem 404 for a resource without an entry */
export function getQuota({ world }: Call, resource: string): Quota {
  const limit = world.quotas.get(resource);
  if (limit === undefined) throw notFound(`Quota ${resource}`);
  return { resource, usage: usedGpus(world, resource), limit };
}
