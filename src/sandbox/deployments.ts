import { type OperationStart, startOperation } from './operations.js';
import { badRequest, conflict, notFound } from './problem.js';
import type { ChangeRecord, DeploymentRecord, OperationRecord } from './records.js';
import { isVisible } from './visibility.js';
import type { Call } from './world.js';

/** The deployments a zone shows. @param visibility `private` (the default) or `public` @throws Problem 400 for another */
export function listDeployments(call: Call, visibility = 'private'): DeploymentRecord[] {
  if (visibility !== 'private' && visibility !== 'public') {
    throw badRequest(`Unknown visibility ${visibility}: it is private or public.`);
  }
  return call.world.data.deployments.filter(
    (record) => record.zone === call.zone && record.visibility === visibility && isVisible(call, record),
  );
}

/** @throws Problem 404 when the zone has no such deployment */
export function findDeployment(call: Call, id: string): DeploymentRecord {
  const { world, zone } = call;
  const found = world.data.deployments.find((record) => record.id === id && record.zone === zone);
  if (!found || !isVisible(call, found)) throw notFound(`Deployment ${id}`);
  return found;
}

/** @throws Problem 409 when the zone has another deployment of that name, where that is refused */
export function checkName({ world, zone }: Call, name: string, except?: DeploymentRecord): void {
  if (world.assumptions.duplicateNames === 'allowed') return;
  const taken = world.data.deployments.some(
    (record) =>
      record.zone === zone && record.name === name && record.visibility === 'private' && record !== except,
  );
  if (taken) throw conflict(`A deployment named ${name} already exists.`);
}

/** Where a deployment lives, relative to `/v2`. */
function deploymentPath(id: string): string {
  return `/ai/deployment/${id}`;
}

/** Starts a change's operation and notes on the deployment what it is and what was there before. */
export function beginChange(
  call: Call,
  record: DeploymentRecord,
  kind: ChangeRecord['kind'],
  start: Pick<OperationStart, 'durationMs'>,
): OperationRecord {
  const operation = startOperation(call, {
    command: `${kind}-deployment`,
    path: deploymentPath(record.id),
    referenceId: record.id,
    ...start,
  });
  const { name, replicas, engineParameters, engineVersion } = record;
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
