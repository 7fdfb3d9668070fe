import * as schemas from '../../schemas/deployment.js';
import { type Operation, operation } from '../../schemas/operation.js';
import type {
  CreateDeploymentRequest,
  ScaleDeploymentRequest,
  UpdateDeploymentRequest,
} from '../../schemas/requests.js';
import { type Call, creating, deleting, listing, reading, segment, setting } from '../call.js';

const ALL = '/ai/deployment';
const one = (id: string) => `${ALL}/${segment(id)}`;

/** `list-deployments`: everything in the zone, Exoscale's public deployments included. */
export const listDeployments = (): Call<{ deployments: schemas.DeploymentEntry[] }> =>
  listing(schemas.deploymentList, { operation: 'list-deployments', path: ALL, doing: 'list deployments' });

/** `get-deployment`: the only answer with state details, engine parameters and version. */
export const getDeployment = (id: string): Call<schemas.Deployment> =>
  reading(schemas.deployment, {
    operation: 'get-deployment',
    path: one(id),
    about: id,
    tellsParameters: true,
    doing: `read deployment ${id}`,
  });

/**
 * `create-deployment`. Never repeated when its outcome is unclear: then code `outcome-unknown`, see `create-once.ts`.
 */
export const createDeployment = (body: CreateDeploymentRequest): Call<Operation> =>
  creating(operation, {
    operation: 'create-deployment',
    path: ALL,
    body,
    takesGpus: true,
    doing: `create deployment ${body.name}`,
  });

/** `update-deployment`: name, engine parameters, engine version. */
export const updateDeployment = (id: string, body: UpdateDeploymentRequest): Call<Operation> =>
  setting('PATCH', operation, {
    operation: 'update-deployment',
    path: one(id),
    body,
    doing: `update deployment ${id}`,
  });

/** `scale-deployment`: sets the number of replicas, 0 included, so repeating it is safe. */
export const scaleDeployment = (id: string, body: ScaleDeploymentRequest): Call<Operation> =>
  setting('POST', operation, {
    operation: 'scale-deployment',
    path: `${one(id)}/scale`,
    body,
    takesGpus: body.replicas > 0,
    doing: `scale deployment ${id}`,
  });

/** `delete-deployment`: its URL and API key are lost. */
export const deleteDeployment = (id: string): Call<Operation> =>
  deleting({ operation: 'delete-deployment', path: one(id), doing: `delete deployment ${id}` });

/** `reveal-deployment-api-key`. */
export const revealDeploymentApiKey = (id: string): Call<{ 'api-key': string }> =>
  reading(schemas.deploymentApiKey, {
    operation: 'reveal-deployment-api-key',
    path: `${one(id)}/api-key`,
    doing: `reveal the API key of deployment ${id}`,
  });

/** `get-deployment-logs`. @param tail how many of the last lines */
export const getDeploymentLogs = (id: string, tail: number): Call<{ logs: schemas.LogEntry[] }> =>
  reading(schemas.deploymentLogs, {
    operation: 'get-deployment-logs',
    path: `${one(id)}/logs`,
    query: { tail: String(tail) },
    doing: `read the logs of deployment ${id}`,
  });

/** `get-inference-engine-help`: the parameters a version of the engine allows. */
export const getInferenceEngineHelp = (version?: string): Call<{ parameters: schemas.EngineParameter[] }> =>
  reading(schemas.engineHelp, {
    operation: 'get-inference-engine-help',
    path: '/ai/help/inference-engine-parameters',
    query: version === undefined ? undefined : { version },
    doing: 'list the inference engine parameters',
  });

/** `list-ai-instance-types`: the GPU families of the zone and whether they may be used. */
export const listInstanceTypes = (): Call<{ 'instance-types': schemas.InstanceType[] }> =>
  listing(schemas.instanceTypeList, {
    operation: 'list-ai-instance-types',
    path: '/ai/instance-type',
    doing: 'list instance types',
  });
