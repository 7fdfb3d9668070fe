import { immutableDifferences } from '../../../domain/immutable.js';
import type { DeploymentEntry } from '../../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';

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
