import { isOwn } from '../../domain/deployment-state.js';
import { immutableDifferences } from '../../domain/immutable.js';
import type { DeploymentEntry } from '../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../schemas/requests.js';

/**
 * Is this the deployment that a request asked for? Used to recognize one whose answer was lost: name, model, GPU
 * type and GPU count as far as the list tells them. Replicas are left out: they may already be changing.
 */
export function matchesRequest(entry: DeploymentEntry, request: CreateDeploymentRequest): boolean {
  return isNamed(request.name)(entry) && immutableDifferences(entry, request).length === 0;
}

/** Is this one of that name, and the organization's own? */
export const isNamed = (name: string) => (entry: DeploymentEntry) => entry.name === name && isOwn(entry);

const WORDS = {
  'model-id': 'model ID',
  'model-name': 'model',
  'gpu-type': 'GPU type',
  'gpu-count': 'GPU count',
} as const;

/** How an existing deployment differs from a request in what cannot be changed afterwards, in words. */
export function differences(entry: DeploymentEntry, request: CreateDeploymentRequest): string[] {
  return immutableDifferences(entry, request).map(
    ({ property, is, wanted }) => `its ${WORDS[property]} is ${is}, not ${wanted}`,
  );
}
