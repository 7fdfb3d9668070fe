import type { Deployment, DeploymentEntry } from '../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../schemas/requests.js';
import { isOwn } from './deployment-state.js';

/** A property that differs from the wanted value and that cannot be changed. */
export interface Difference {
  /** The property's name in an inference file, and as a flag. */
  property: 'model-id' | 'model-name' | 'gpu-type' | 'gpu-count';
  is: string;
  wanted: string;
}

/**
 * How a deployment differs from a request in properties that cannot be changed: GPU count and GPU type are set at
 * creation (the page "Scaling Your Deployments"), and `update-deployment` has no model. Upper and lower case are the
 * same in IDs and families, but not in a model's name. A property that the service does not report is no difference.
 */
export function immutableDifferences(
  { model, 'gpu-type': gpuType, 'gpu-count': gpuCount }: Deployment,
  wanted: Pick<CreateDeploymentRequest, 'model' | 'gpu-type' | 'gpu-count'>,
): Difference[] {
  return [
    ...('id' in wanted.model
      ? differ('model-id', model.id, wanted.model.id)
      : differ('model-name', model.name, wanted.model.name)),
    ...differ('gpu-type', gpuType, wanted['gpu-type']),
    ...differ('gpu-count', gpuCount?.toString(), wanted['gpu-count'].toString()),
  ];
}

function differ(property: Difference['property'], is: string | undefined, wanted: string): Difference[] {
  const normal = (text: string) => (property === 'model-name' ? text : text.toLowerCase());
  return is === undefined || normal(is) === normal(wanted) ? [] : [{ property, is, wanted }];
}

const WORDS = {
  'model-id': 'model ID',
  'model-name': 'model',
  'gpu-type': 'GPU type',
  'gpu-count': 'GPU count',
};

/** The differences in words: `its GPU count is 2, not 4`. */
export const saidDifferences = (...of: Parameters<typeof immutableDifferences>) =>
  immutableDifferences(...of).map(
    ({ property, is, wanted }) => `its ${WORDS[property]} is ${is}, not ${wanted}`,
  );

/**
 * Is this the deployment that a request asked for? Used to recognize a deployment if the answer to its creation was
 * lost: name, model, GPU type and GPU count are compared, as far as the list reports them. Replicas are not, because
 * they may already be changing.
 */
export function matchesRequest(entry: DeploymentEntry, request: CreateDeploymentRequest): boolean {
  return isNamed(request.name)(entry) && immutableDifferences(entry, request).length === 0;
}

/** Does the deployment have that name, and belong to the organization? */
export const isNamed = (name: string) => (entry: DeploymentEntry) => entry.name === name && isOwn(entry);
