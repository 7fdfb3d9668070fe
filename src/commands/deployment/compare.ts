import type { DeploymentEntry } from '../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../schemas/requests.js';

/**
 * Is this the deployment that a request asked for? Used to recognize one whose answer was lost: name, model, GPU
 * type and GPU count as far as the list tells them. Replicas are left out: they may already be changing.
 */
export function matchesRequest(entry: DeploymentEntry, request: CreateDeploymentRequest): boolean {
  return isNamed(request.name)(entry) && differences(entry, request).length === 0;
}

/** Is this one of that name, and the organization's own? */
export const isNamed = (name: string) => (entry: DeploymentEntry) =>
  entry.name === name && entry.visibility !== 'public';

/**
 * How an existing deployment differs from a request in what cannot be changed afterwards, in words.
 * What the service does not tell counts as the same.
 */
export function differences(entry: DeploymentEntry, request: CreateDeploymentRequest): string[] {
  const { model } = entry;
  const wanted = request.model;
  const pairs: [string, unknown, unknown][] = [
    'id' in wanted ? ['model ID', model.id, wanted.id] : ['model', model.name, wanted.name],
    ['GPU type', entry['gpu-type'], request['gpu-type']],
    ['GPU count', entry['gpu-count'], request['gpu-count']],
  ];
  return pairs.flatMap(([what, is, asked]) =>
    is === undefined || is === asked ? [] : [`its ${what} is ${String(is)}, not ${String(asked)}`],
  );
}
