import { DEFAULT_ENGINE_VERSION } from './engine.js';
import { startOperation } from './operations.js';
import { badRequest, conflict } from './problem.js';
import type { ChangeRecord, DeploymentRecord, OperationRecord } from './records.js';
import { byId, visible } from './visibility.js';
import type { Call } from './world.js';

/** The deployments that the zone lists. @param visibility `private` or `public` @throws Problem 400 for any other */
export function listDeployments(call: Call, visibility = 'private'): DeploymentRecord[] {
  if (visibility !== 'private' && visibility !== 'public') {
    throw badRequest(`Unknown visibility ${visibility}: it is private or public.`);
  }
  return visible(call, call.world.data.deployments).filter((record) => record.visibility === visibility);
}

/** @throws Problem 404 when the zone has no such deployment */
export function findDeployment(call: Call, id: string): DeploymentRecord {
  return byId(visible(call, call.world.data.deployments), id, 'Deployment');
}

/** @throws Problem 409 if the zone has another deployment of this name and the assumptions refuse duplicates */
export function checkName({ world, zone }: Call, name: string, except?: DeploymentRecord): void {
  if (world.assumptions.duplicateNames === 'allowed') return;
  const taken = world.data.deployments.some(
    (record) =>
      record.zone === zone && record.name === name && record.visibility === 'private' && record !== except,
  );
  if (taken) throw conflict(`A deployment named ${name} already exists.`);
}

/** A new private deployment in the call's zone, without replicas yet. @param facts override the defaults */
export function newDeployment(
  { world, zone, now }: Call,
  facts: Pick<DeploymentRecord, 'name' | 'model' | 'gpuType' | 'gpuCount'> & Partial<DeploymentRecord>,
): DeploymentRecord {
  return {
    id: facts.id ?? world.newId(),
    zone,
    replicas: 0,
    engineParameters: [],
    engineVersion: DEFAULT_ENGINE_VERSION,
    visibility: 'private',
    createdAt: now,
    updatedAt: now,
    runs: [],
    ...facts,
  };
}

/** Starts the operation of a change, and notes the change on the deployment with the values before it. */
export function beginChange(
  call: Call,
  record: DeploymentRecord,
  kind: ChangeRecord['kind'],
  durationMs: number,
): OperationRecord {
  const { id, name, replicas, engineParameters, engineVersion } = record;
  const command = `${kind}-deployment`;
  const operation = startOperation(call, { command, kind: 'deployment', id, durationMs });
  record.change = {
    kind,
    operationId: operation.id,
    from: call.now,
    until: operation.until,
    outcome: operation.outcome,
    before: { name, replicas, engineParameters, engineVersion },
  };
  record.updatedAt = call.now;
  return operation;
}
