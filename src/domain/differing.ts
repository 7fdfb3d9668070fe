import type { Deployment } from '../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../schemas/requests.js';

/**
 * The part of an update that a deployment does not have yet. Parameters are compared in order, because their order can
 * matter; a deployment that reports none has none. A version that the service does not report counts as different: it
 * is better to send it once too often than to leave it out.
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

function areSame(words: readonly string[], others: readonly string[]): boolean {
  return words.length === others.length && words.every((word, index) => word === others[index]);
}

/** Does a deployment have everything that an update asks for? undefined if the service does not report its version. */
export function isUpdated(deployment: Deployment, wanted: UpdateDeploymentRequest): boolean | undefined {
  const { 'inference-engine-version': version, ...rest } = differing(deployment, wanted);
  if (Object.keys(rest).length > 0) return false;
  if (version === undefined) return true;
  return deployment['inference-engine-version'] === undefined ? undefined : false;
}
