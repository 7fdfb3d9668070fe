import { totalGpus } from '../domain/gpus.js';
import type { UpdateDeploymentBody } from './bodies.js';
import { beginChange, checkName, findDeployment } from './deployments.js';
import { checkEngineParameters } from './engine.js';
import { decideStart } from './faults/fail-start.js';
import { interruptOperation } from './operations.js';
import { conflict } from './problem.js';
import { checkQuota } from './quotas.js';
import type { DeploymentRecord, OperationRecord } from './records.js';
import { setReplicas } from './replicas.js';
import { DELETE_MS, SCALE_DOWN_MS, startupMs, UPDATE_MS } from './timing.js';
import type { Call } from './world.js';

/**
 * `scale-deployment`: scaling up takes minutes for each new replica, scaling down is nearly instantaneous. New GPUs
 * count from acceptance, and removed ones stop counting then. URL and API key stay at zero replicas.
 * @throws Problem 404, 409 while a change is under way, 412 beyond the quota
 */
export function scaleDeployment(call: Call, id: string, replicas: number): OperationRecord {
  const record = findDeployment(call, id);
  checkChangeable(call, record);
  const added = replicas - record.replicas;
  if (added > 0) checkQuota(call, record.gpuType, totalGpus(record.gpuCount, replicas), record);
  const perReplica = startupMs(sizeOf(call, record));
  const durationMs =
    added > 0 ? perReplica * added : added < 0 ? SCALE_DOWN_MS : record.startFailed ? perReplica : 0;
  const operation = beginChange(call, record, 'scale', durationMs);
  setReplicas(record, replicas, call.now, (n) => call.now + (perReplica * n) / call.world.speed);
  if (added >= 0) decideStart(call, record, operation);
  return operation;
}

/**
 * `update-deployment`: properties absent from the body stay as they are.
 * @throws Problem 404, 409 while a change is under way or for a name that is taken, 400 for engine parameters
 */
export function updateDeployment(call: Call, id: string, body: UpdateDeploymentBody): OperationRecord {
  const record = findDeployment(call, id);
  const name = body.name ?? record.name;
  const engineParameters = body['inference-engine-parameters'] ?? record.engineParameters;
  const engineVersion = body['inference-engine-version'] ?? record.engineVersion;
  checkEngineParameters(engineParameters, engineVersion);
  checkName(call, name, record);
  checkChangeable(call, record);
  const operation = beginChange(call, record, 'update', UPDATE_MS);
  Object.assign(record, { name, engineParameters, engineVersion });
  if (record.startFailed) decideStart(call, record, operation);
  return operation;
}

/**
 * `delete-deployment`: interrupts a change that is under way. URL and API key are lost.
 * @throws Problem 404, 409 if a deletion is under way already and the assumptions refuse a second one
 */
export function deleteDeployment(call: Call, id: string): OperationRecord {
  const record = findDeployment(call, id);
  if (record.change?.kind === 'delete') return deletionUnderWay(call, record);
  if (record.change) interruptOperation(call, record.change.operationId);
  return beginChange(call, record, 'delete', DELETE_MS);
}

function deletionUnderWay({ world }: Call, record: DeploymentRecord): OperationRecord {
  const operation = world.data.operations.find(({ id }) => id === record.change?.operationId);
  if (operation && world.assumptions.repeatedDelete === 'same-operation') return operation;
  throw conflict(`Deployment ${record.name} is being deleted.`);
}

function checkChangeable(call: Call, { name, change }: DeploymentRecord): void {
  if (!change) return;
  const superseded = call.world.assumptions.changeUnderWay === 'superseded' && change.kind !== 'delete';
  if (!superseded) throw conflict(`A change of deployment ${name} is under way (${change.kind}).`);
  interruptOperation(call, change.operationId);
}

function sizeOf({ world }: Call, { model }: DeploymentRecord): number {
  return world.data.models.find(({ id }) => id === model.id)?.sizeBytes ?? 0;
}
