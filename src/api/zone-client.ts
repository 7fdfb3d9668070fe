import type {
  CreateApiKeyRequest,
  CreateDeploymentRequest,
  CreateModelRequest,
  ScaleDeploymentRequest,
  UpdateApiKeyRequest,
  UpdateDeploymentRequest,
} from '../schemas/requests.js';
import type { Call, CallOptions } from './call.js';
import * as apiKeys from './calls/api-keys.js';
import * as deployments from './calls/deployments.js';
import * as models from './calls/models.js';
import * as organization from './calls/organization.js';
import * as usage from './calls/usage.js';

/** Sends one call to one zone. */
export type ZoneSender = <T>(call: Call<T>, options?: CallOptions) => Promise<T>;

/** Every operation the client knows, on one zone. */
export type ZoneClient = ReturnType<typeof zoneClient>;

/**
 * The operations of a zone, one method for each. Lists are returned without the object that the service wraps around
 * them.
 */
export function zoneClient(zone: string, send: ZoneSender) {
  return {
    zone,
    send,
    listDeployments: async (o?: CallOptions) =>
      eachOnce((await send(deployments.listDeployments(), o)).deployments),
    getDeployment: (id: string, o?: CallOptions) => send(deployments.getDeployment(id), o),
    createDeployment: (body: CreateDeploymentRequest, o?: CallOptions) =>
      send(deployments.createDeployment(body), o),
    updateDeployment: (id: string, body: UpdateDeploymentRequest, o?: CallOptions) =>
      send(deployments.updateDeployment(id, body), o),
    scaleDeployment: (id: string, body: ScaleDeploymentRequest, o?: CallOptions) =>
      send(deployments.scaleDeployment(id, body), o),
    deleteDeployment: (id: string, o?: CallOptions) => send(deployments.deleteDeployment(id), o),
    revealDeploymentApiKey: (id: string, o?: CallOptions) => send(deployments.revealDeploymentApiKey(id), o),
    getDeploymentLogs: (id: string, tail: number, o?: CallOptions) =>
      send(deployments.getDeploymentLogs(id, tail), o),
    getInferenceEngineHelp: (version: string | undefined, o?: CallOptions) =>
      send(deployments.getInferenceEngineHelp(version), o),
    listInstanceTypes: async (o?: CallOptions) =>
      (await send(deployments.listInstanceTypes(), o))['instance-types'],
    listModels: async (o?: CallOptions) => eachOnce((await send(models.listModels(), o)).models),
    getModel: (id: string, o?: CallOptions) => send(models.getModel(id), o),
    createModel: (body: CreateModelRequest, o?: CallOptions) => send(models.createModel(body), o),
    deleteModel: (id: string, o?: CallOptions) => send(models.deleteModel(id), o),
    listApiKeys: async (o?: CallOptions) => eachOnce((await send(apiKeys.listApiKeys(), o))['ai-api-keys']),
    getApiKey: (id: string, o?: CallOptions) => send(apiKeys.getApiKey(id), o),
    createApiKey: (body: CreateApiKeyRequest, o?: CallOptions) => send(apiKeys.createApiKey(body), o),
    updateApiKey: (id: string, body: UpdateApiKeyRequest, o?: CallOptions) =>
      send(apiKeys.updateApiKey(id, body), o),
    deleteApiKey: (id: string, o?: CallOptions) => send(apiKeys.deleteApiKey(id), o),
    revealApiKey: (id: string, o?: CallOptions) => send(apiKeys.revealApiKey(id), o),
    rotateApiKey: (id: string, o?: CallOptions) => send(apiKeys.rotateApiKey(id), o),
    listQuotas: async (o?: CallOptions) => (await send(organization.listQuotas(), o)).quotas ?? [],
    getOrganization: (o?: CallOptions) => send(organization.getOrganization(), o),
    listEvents: (from: Date, to: Date, o?: CallOptions) => send(usage.listEvents(from, to), o),
    getUsageReport: async (period: string, o?: CallOptions) =>
      (await send(usage.getUsageReport(period), o)).usage ?? [],
    getOperation: (id: string, o?: CallOptions) => send(organization.getOperation(id), o),
  };
}

/** Removes repeated IDs: a list that changes while it is read may contain an object twice. */
function eachOnce<T extends { id?: string | undefined }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => {
    if (id === undefined) return true;
    const key = id.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
