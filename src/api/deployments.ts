import * as schemas from '../schemas/deployment.js';
import { type Operation, operation } from '../schemas/operation.js';
import type {
  CreateDeploymentRequest,
  ScaleDeploymentRequest,
  UpdateDeploymentRequest,
} from '../schemas/requests.js';
import type { CallOptions } from './call.js';
import type { ZoneSender } from './client.js';
import { segment } from './segment.js';

/** Milliseconds for a list with its retries, as `exo` gives each zone. */
export const LIST_TIMEOUT_MS = 15_000;

/** A DELETE that was done by an earlier try of the same call. */
export const DONE: Operation = { id: '', state: 'success' };

/** The operations on deployments of one zone; every ID is percent-encoded on its way into a path. */
export function deployments(send: ZoneSender) {
  const one = (id: string, rest = '') => `/ai/deployment/${segment(id)}${rest}`;
  return {
    /** `list-deployments`: everything in the zone, Exoscale's public deployments included. */
    listDeployments: async (options: CallOptions = {}) => {
      const answer = await send(
        {
          operation: 'list-deployments',
          method: 'GET',
          path: '/ai/deployment',
          answer: schemas.deploymentList,
          repeat: 'safe',
          doing: 'list deployments',
        },
        { timeoutMs: LIST_TIMEOUT_MS, ...options },
      );
      return answer.deployments;
    },
    /** `get-deployment`: the only answer with state details, engine parameters and version. */
    getDeployment: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'get-deployment',
          method: 'GET',
          path: one(id),
          answer: schemas.deployment,
          repeat: 'safe',
          doing: `read deployment ${id}`,
        },
        options,
      ),
    /** `create-deployment`. Never repeated when its outcome is unclear: then code `outcome-unknown`, see `create-once.ts`. */
    createDeployment: (body: CreateDeploymentRequest, options?: CallOptions) =>
      send(
        {
          operation: 'create-deployment',
          method: 'POST',
          path: '/ai/deployment',
          body,
          answer: operation,
          repeat: 'create',
          doing: `create deployment ${body.name}`,
        },
        options,
      ),
    /** `update-deployment`: name, engine parameters, engine version. */
    updateDeployment: (id: string, body: UpdateDeploymentRequest, options?: CallOptions) =>
      send(
        {
          operation: 'update-deployment',
          method: 'PATCH',
          path: one(id),
          body,
          answer: operation,
          repeat: 'safe',
          doing: `update deployment ${id}`,
        },
        options,
      ),
    /** `scale-deployment`: sets the number of replicas, 0 included, so repeating it is safe. */
    scaleDeployment: (id: string, body: ScaleDeploymentRequest, options?: CallOptions) =>
      send(
        {
          operation: 'scale-deployment',
          method: 'POST',
          path: one(id, '/scale'),
          body,
          answer: operation,
          repeat: 'safe',
          doing: `scale deployment ${id}`,
        },
        options,
      ),
    /** `delete-deployment`: its URL and API key are lost. */
    deleteDeployment: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'delete-deployment',
          method: 'DELETE',
          path: one(id),
          answer: operation,
          repeat: 'safe',
          gone: DONE,
          doing: `delete deployment ${id}`,
        },
        options,
      ),
    /** `reveal-deployment-api-key`. */
    revealDeploymentApiKey: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'reveal-deployment-api-key',
          method: 'GET',
          path: one(id, '/api-key'),
          answer: schemas.deploymentApiKey,
          repeat: 'safe',
          doing: `reveal the API key of deployment ${id}`,
        },
        options,
      ),
    /** `get-deployment-logs`. @param tail how many of the last lines */
    getDeploymentLogs: (id: string, tail: number, options?: CallOptions) =>
      send(
        {
          operation: 'get-deployment-logs',
          method: 'GET',
          path: one(id, '/logs'),
          query: { tail: String(tail) },
          answer: schemas.deploymentLogs,
          repeat: 'safe',
          doing: `read the logs of deployment ${id}`,
        },
        options,
      ),
    /** `get-inference-engine-help`: the parameters a version of the engine allows. */
    getInferenceEngineHelp: (version: string | undefined, options?: CallOptions) =>
      send(
        {
          operation: 'get-inference-engine-help',
          method: 'GET',
          path: '/ai/help/inference-engine-parameters',
          query: version === undefined ? undefined : { version },
          answer: schemas.engineHelp,
          repeat: 'safe',
          doing: 'list the inference engine parameters',
        },
        options,
      ),
    /** `list-ai-instance-types`: the GPU families of the zone and whether they may be used. */
    listInstanceTypes: async (options: CallOptions = {}) => {
      const answer = await send(
        {
          operation: 'list-ai-instance-types',
          method: 'GET',
          path: '/ai/instance-type',
          answer: schemas.instanceTypeList,
          repeat: 'safe',
          doing: 'list instance types',
        },
        { timeoutMs: LIST_TIMEOUT_MS, ...options },
      );
      return answer['instance-types'];
    },
  };
}
