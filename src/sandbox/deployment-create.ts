import { GPU_COUNT, KNOWN_GPU_TYPES, totalGpus } from '../domain/gpus.js';
import type { CreateDeploymentBody } from './bodies.js';
import { beginChange, checkName, newDeployment } from './deployments.js';
import { checkEngineParameters, DEFAULT_ENGINE_VERSION } from './engine.js';
import { decideStart } from './faults/fail-start.js';
import { modelForDeployment } from './models.js';
import { badRequest, problem } from './problem.js';
import { checkQuota } from './quotas.js';
import type { OperationRecord } from './records.js';
import { setReplicas } from './replicas.js';
import { startupMs } from './timing.js';
import { visibleFrom } from './visibility.js';
import type { Call } from './world.js';
import { isOffered } from './zones.js';

/**
 * `create-deployment`: takes 4 minutes, or 12 for a model from 100 GB up; all replicas start at the same time.
 * @throws Problem 400 for an unknown GPU type, a wrong GPU count, model or engine parameter; 409 for a name that is
 * taken; 403 (or what the assumptions say) for a family that the zone does not offer; 412 beyond the quota
 */
export function createDeployment(call: Call, body: CreateDeploymentBody): OperationRecord {
  const { 'gpu-type': gpuType, 'gpu-count': gpuCount, replicas } = body;
  const engineParameters = body['inference-engine-parameters'] ?? [];
  const engineVersion = body['inference-engine-version'] ?? DEFAULT_ENGINE_VERSION;
  checkGpus(gpuType, gpuCount);
  const model = modelForDeployment(call, body.model);
  checkEngineParameters(engineParameters, engineVersion);
  checkName(call, body.name);
  checkAuthorized(call, gpuType);
  checkQuota(call, gpuType, totalGpus(gpuCount, replicas));

  const record = newDeployment(call, {
    name: body.name,
    model: { id: model.id, name: model.name },
    gpuType,
    gpuCount,
    engineParameters,
    engineVersion,
    visibleFrom: visibleFrom(call),
  });
  const operation = beginChange(call, record, 'create', startupMs(model.sizeBytes));
  setReplicas(record, replicas, call.now, () => operation.until);
  decideStart(call, record, operation);
  call.world.data.deployments.push(record);
  return operation;
}

function checkGpus(type: string, count: number): void {
  const known = KNOWN_GPU_TYPES.some((family) => family === type);
  if (!known || count < GPU_COUNT.min || count > GPU_COUNT.max) {
    throw badRequest(
      `GPU type must be valid and count must be between ${GPU_COUNT.min} and ${GPU_COUNT.max}.`,
    );
  }
}

function checkAuthorized({ world, zone }: Call, family: string): void {
  if (isOffered(family, zone)) return;
  throw problem(
    world.assumptions.unauthorizedFamily,
    `GPU type ${family} is not authorized in zone ${zone}.`,
  );
}
