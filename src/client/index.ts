/** `exo-di/client`: the API of Exoscale Dedicated Inference for programs. Importing it does nothing. */
export {
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportError,
  type TransportFault,
} from '../api/http/transport.js';
export type { Clock } from '../clock.js';
export type { ApiKey, CreatedApiKey } from '../schemas/api-key.js';
export type {
  Deployment,
  DeploymentEntry,
  EngineParameter,
  InstanceType,
  LogEntry,
} from '../schemas/deployment.js';
export type { Model } from '../schemas/model.js';
export type { Operation } from '../schemas/operation.js';
export type { Organization, Quota } from '../schemas/organization.js';
export type {
  CreateApiKeyRequest,
  CreateDeploymentRequest,
  CreateModelRequest,
  ScaleDeploymentRequest,
  UpdateApiKeyRequest,
  UpdateDeploymentRequest,
} from '../schemas/requests.js';
export * from './client-errors.js';
export { ExoscaleClient, type ExoscaleClientOptions } from './exoscale-client.js';
export type { Creation, CreationOptions, ExoscaleZone, RequestOptions, WaitingOptions } from './types.js';
