import { differing } from '../../domain/differing.js';
import { parseDuration } from '../../domain/duration.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { CreateDeploymentRequest, UpdateDeploymentRequest } from '../../schemas/requests.js';
import type { DesiredDeployment } from '../file/file-schema.js';
import type { PlanEntry, Step } from './plan-types.js';

/** Does a plan for this deployment need its engine parameters or version, which only `get-deployment` has? */
export function needsDetails(deployment: DesiredDeployment): boolean {
  return (
    deployment['inference-engine-params'] !== undefined ||
    deployment['inference-engine-version'] !== undefined
  );
}

/** The request that creates a deployment. @param replicas ≥ 1, the service refuses 0 */
export function createRequest(deployment: DesiredDeployment, replicas: number): CreateDeploymentRequest {
  const { 'model-id': id, 'model-name': name = '' } = deployment;
  return {
    name: deployment.name,
    model: id === undefined ? { name } : { id: id.toLowerCase() },
    'gpu-type': deployment['gpu-type'],
    'gpu-count': deployment['gpu-count'],
    replicas,
    ...engineOf(deployment),
  };
}

/** The engine parameters and version that the file names, as the service calls them. */
function engineOf(deployment: DesiredDeployment): UpdateDeploymentRequest {
  const { 'inference-engine-params': params, 'inference-engine-version': version } = deployment;
  return {
    ...(params === undefined ? {} : { 'inference-engine-parameters': params }),
    ...(version === undefined ? {} : { 'inference-engine-version': version }),
  };
}

/** The requests that make an existing deployment what the file says; none if it already is. */
export function stepsFor(
  { zone, name, deployment, desired }: Pick<PlanEntry, 'zone' | 'name' | 'deployment' | 'desired'>,
  actual: Deployment,
): Step[] {
  const { id = '', replicas: from, 'gpu-count': gpuCount } = actual;
  const steps: Step[] = [];
  const changes = differing(actual, engineOf(deployment));
  if (Object.keys(changes).length > 0) steps.push({ kind: 'update', zone, name, id, changes, actual });
  const { replicas: to, left, load, idle } = desired;
  if (left || from === to) return steps;
  // The reason for a scaling, load or idleness, is checked once more right before the request.
  const ifIdleMs = idle && deployment.idle && parseDuration(deployment.idle.after);
  const condition = load ? { byLoad: true as const } : ifIdleMs === undefined ? {} : { ifIdleMs };
  return orderSteps([...steps, { kind: 'scale', zone, name, id, from, to, gpuCount, ...condition }]);
}

/**
 * Puts first what frees GPUs, so that they are there for the rest, and an update before a scale-up, so that new
 * replicas start with the new parameters. Steps of the same kind keep their order.
 */
export function orderSteps(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => rank(a) - rank(b));
}

/** Does a step free GPUs? If it is not known how many replicas there are, only scaling to zero surely does. */
export function freesGpus(step: Step): boolean {
  if (step.kind === 'scale') return step.to === 0 || (step.from !== undefined && step.to < step.from);
  return step.kind === 'delete';
}

const RANKS = { delete: 1, update: 2, create: 4 } as const;

function rank(step: Step): number {
  if (step.kind !== 'scale') return RANKS[step.kind];
  return freesGpus(step) ? 0 : 3;
}
