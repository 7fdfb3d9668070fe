import type { Deployment } from '../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../schemas/requests.js';

/**
 * What of an update a deployment does not have yet. Parameters are compared in their order, which can mean something;
 * a deployment without any reports none. A version that the service does not tell differs from everything: it is better
 * sent once too often than quietly left out.
 * @param deployment from `get-deployment`: the list has neither parameters nor version
 */
export function differing(deployment: Deployment, wanted: UpdateDeploymentRequest): UpdateDeploymentRequest {
  const { name, 'inference-engine-parameters': parameters, 'inference-engine-version': version } = wanted;
  const is = deployment['inference-engine-parameters'] ?? [];
  return {
    ...(name === undefined || name === deployment.name ? {} : { name }),
    ...(parameters === undefined || areSame(parameters, is)
      ? {}
      : { 'inference-engine-parameters': parameters }),
    ...(version === undefined || version === deployment['inference-engine-version']
      ? {}
      : { 'inference-engine-version': version }),
  };
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((word, index) => word === others[index]);
}

/** Does a deployment have all that an update asks for? undefined: the service does not tell its version. */
export function isUpdated(deployment: Deployment, wanted: UpdateDeploymentRequest): boolean | undefined {
  const { 'inference-engine-version': version, ...rest } = differing(deployment, wanted);
  if (Object.keys(rest).length > 0) return false;
  if (version === undefined) return true;
  return deployment['inference-engine-version'] === undefined ? undefined : false;
}
