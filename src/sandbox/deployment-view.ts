import type { Deployment, DeploymentEntry } from '../schemas/deployment.js';
import type { DeploymentRecord } from './records.js';
import type { Call } from './world.js';

/** How much of a creation is shown as `creating`; the rest is `deploying`. */
const CREATING_SHARE = 0.2;

/** `list-deployments-response-entry`, as of now. */
export function showEntry(call: Call, record: DeploymentRecord): DeploymentEntry {
  return { ...entry(call, record), ...record.overrides };
}

/** `get-deployment-response`: the entry, and what only this answer has. */
export function showDeployment(call: Call, record: DeploymentRecord): Deployment {
  const details = stateDetails(record);
  return {
    ...entry(call, record),
    ...(details !== undefined && { 'state-details': details }),
    'inference-engine-parameters': record.engineParameters,
    'inference-engine-version': record.engineVersion,
    ...record.overrides,
  };
}

/** A moment on the wire, in whole seconds as the service writes it. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function entry(call: Call, record: DeploymentRecord): DeploymentEntry {
  return {
    id: record.id,
    name: record.name,
    state: stateOf(call, record),
    'gpu-type': record.gpuType,
    'gpu-count': record.gpuCount,
    replicas: record.replicas,
    'service-level': 'pro',
    'deployment-url': deploymentUrl(call, record),
    model: record.model,
    visibility: record.visibility,
    'created-at': timestamp(record.createdAt),
    'updated-at': timestamp(record.updatedAt),
  };
}

function deploymentUrl({ world, origin }: Call, { zone, id }: DeploymentRecord): string {
  const parts = { origin, zone, id };
  return world.assumptions.deploymentUrl.replace(
    /\{(origin|zone|id)\}/g,
    (_, name: keyof typeof parts) => parts[name],
  );
}

function stateOf({ world, now }: Call, { change, failed, replicas }: DeploymentRecord): string {
  if (failed !== undefined) return 'error';
  switch (change?.kind) {
    case 'create':
      return now - change.from < CREATING_SHARE * (change.until - change.from) ? 'creating' : 'deploying';
    case 'scale':
      return 'scaling';
    case 'update':
      return 'updating';
    default:
      // There is no state for a deletion under way.
      return replicas === 0 ? world.assumptions.stateAtZero : 'ready';
  }
}

function stateDetails({ change, failed, replicas }: DeploymentRecord): string | undefined {
  if (failed !== undefined) return failed;
  switch (change?.kind) {
    case 'create':
      return 'Loading the model into GPU memory';
    case 'scale':
      return `Scaling from ${change.before.replicas} to ${replicas} replicas`;
    case 'update':
      return 'Restarting with new settings';
    case 'delete':
      return 'Deletion is under way';
    default:
      return undefined;
  }
}
