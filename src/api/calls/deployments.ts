import * as schemas from '../../schemas/deployment.js';
import { type Operation, operation } from '../../schemas/operation.js';
import type {
  CreateDeploymentRequest,
  ScaleDeploymentRequest,
  UpdateDeploymentRequest,
} from '../../schemas/requests.js';
import { type Call, DONE, LIST_TIMEOUT_MS } from '../call.js';
import { segment } from '../segment.js';

const ALL = '/ai/deployment';
const one = (id: string) => `${ALL}/${segment(id)}`;

/** `list-deployments`: everything in the zone, Exoscale's public deployments included. */
export const listDeployments = (): Call<{ deployments: schemas.DeploymentEntry[] }> => ({
  operation: 'list-deployments',
  method: 'GET',
  path: ALL,
  answer: schemas.deploymentList,
  repeat: 'safe',
  timeoutMs: LIST_TIMEOUT_MS,
  doing: 'list deployments',
});

/** `get-deployment`: the only answer with state details, engine parameters and version. */
export const getDeployment = (id: string): Call<schemas.Deployment> => ({
  operation: 'get-deployment',
  method: 'GET',
  path: one(id),
  answer: schemas.deployment,
  repeat: 'safe',
  doing: `read deployment ${id}`,
});

/** `create-deployment`. Never repeated when its outcome is unclear: then code `outcome-unknown`, see `create-once.ts`. */
export const createDeployment = (body: CreateDeploymentRequest): Call<Operation> => ({
  operation: 'create-deployment',
  method: 'POST',
  path: ALL,
  body,
  answer: operation,
  repeat: 'create',
  doing: `create deployment ${body.name}`,
});

/** `update-deployment`: name, engine parameters, engine version. */
export const updateDeployment = (id: string, body: UpdateDeploymentRequest): Call<Operation> => ({
  operation: 'update-deployment',
  method: 'PATCH',
  path: one(id),
  body,
  answer: operation,
  repeat: 'safe',
  doing: `update deployment ${id}`,
});

/** `scale-deployment`: sets the number of replicas, 0 included, so repeating it is safe. */
export const scaleDeployment = (id: string, body: ScaleDeploymentRequest): Call<Operation> => ({
  operation: 'scale-deployment',
  method: 'POST',
  path: `${one(id)}/scale`,
  body,
  answer: operation,
  repeat: 'safe',
  doing: `scale deployment ${id}`,
});

/** `delete-deployment`: its URL and API key are lost. */
export const deleteDeployment = (id: string): Call<Operation> => ({
  operation: 'delete-deployment',
  method: 'DELETE',
  path: one(id),
  answer: operation,
  repeat: 'safe',
  gone: DONE,
  doing: `delete deployment ${id}`,
});

/** `reveal-deployment-api-key`. */
export const revealDeploymentApiKey = (id: string): Call<{ 'api-key': string }> => ({
  operation: 'reveal-deployment-api-key',
  method: 'GET',
  path: `${one(id)}/api-key`,
  answer: schemas.deploymentApiKey,
  repeat: 'safe',
  doing: `reveal the API key of deployment ${id}`,
});

/** `get-deployment-logs`. @param tail how many of the last lines */
export const getDeploymentLogs = (id: string, tail: number): Call<{ logs: schemas.LogEntry[] }> => ({
  operation: 'get-deployment-logs',
  method: 'GET',
  path: `${one(id)}/logs`,
  query: { tail: String(tail) },
  answer: schemas.deploymentLogs,
  repeat: 'safe',
  doing: `read the logs of deployment ${id}`,
});

/** `get-inference-engine-help`: the parameters a version of the engine allows. */
export const getInferenceEngineHelp = (
  version?: string,
): Call<{ parameters: schemas.EngineParameter[] }> => ({
  operation: 'get-inference-engine-help',
  method: 'GET',
  path: '/ai/help/inference-engine-parameters',
  query: version === undefined ? undefined : { version },
  answer: schemas.engineHelp,
  repeat: 'safe',
  doing: 'list the inference engine parameters',
});

/** `list-ai-instance-types`: the GPU families of the zone and whether they may be used. */
export const listInstanceTypes = (): Call<{ 'instance-types': schemas.InstanceType[] }> => ({
  operation: 'list-ai-instance-types',
  method: 'GET',
  path: '/ai/instance-type',
  answer: schemas.instanceTypeList,
  repeat: 'safe',
  timeoutMs: LIST_TIMEOUT_MS,
  doing: 'list instance types',
});
