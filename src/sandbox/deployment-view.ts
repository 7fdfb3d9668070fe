import type { Deployment, DeploymentEntry } from '../schemas/deployment.js';
import type { DeploymentRecord } from './records.js';
import { datesOf } from './visibility.js';
import type { Call } from './world.js';

/** The share of a creation's time that is shown as `creating`; the rest is `deploying`. */
const CREATING_SHARE = 0.2;

/** `list-deployments-response-entry`, as of now. */
export function showEntry(call: Call, record: DeploymentRecord): DeploymentEntry {
  return { ...entry(call, record), ...record.overrides };
}

/** `get-deployment-response`: the entry of the list, with the properties that only this answer has. */
export function showDeployment(call: Call, record: DeploymentRecord): Deployment {
  return {
    ...entry(call, record),
    'state-details': stateOf(call, record).details,
    'inference-engine-parameters': record.engineParameters,
    'inference-engine-version': record.engineVersion,
    ...record.overrides,
  };
}

function entry(call: Call, record: DeploymentRecord): DeploymentEntry {
  return {
    id: record.id,
    name: record.name,
    state: stateOf(call, record).state,
    'gpu-type': record.gpuType,
    'gpu-count': record.gpuCount,
    replicas: record.replicas,
    'service-level': 'pro',
    'deployment-url': deploymentUrl(call, record),
    model: record.model,
    visibility: record.visibility,
    ...datesOf(record),
  };
}

function deploymentUrl({ world, origin }: Call, { zone, id }: DeploymentRecord): string {
  const parts = { origin, zone, id };
  return world.assumptions.deploymentUrl.replace(
    /\{(origin|zone|id)\}/g,
    (_, name: keyof typeof parts) => parts[name],
  );
}

/** The state on the wire, and in words what is under way or has gone wrong. */
function stateOf(
  { world, now }: Call,
  { change, failed, replicas }: DeploymentRecord,
): { state: string; details?: string } {
  if (failed !== undefined) return { state: 'error', details: failed };
  const settled = replicas === 0 ? world.assumptions.stateAtZero : 'ready';
  switch (change?.kind) {
    case 'create': {
      const isNew = now - change.from < CREATING_SHARE * (change.until - change.from);
      return { state: isNew ? 'creating' : 'deploying', details: 'Loading the model into GPU memory' };
    }
    case 'scale':
      return {
        state: 'scaling',
        details: `Scaling from ${change.before.replicas} to ${replicas} replicas`,
      };
    case 'update':
      return { state: 'updating', details: 'Restarting with new settings' };
    case 'delete':
      // The API has no state for a deletion under way.
      return { state: settled, details: 'Deletion is under way' };
    default:
      return { state: settled };
  }
}
