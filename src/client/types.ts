import type { ApiKey, CreatedApiKey } from '../schemas/api-key.js';
import type {
  Deployment,
  DeploymentEntry,
  EngineParameter,
  InstanceType,
  LogEntry,
} from '../schemas/deployment.js';
import type { Model } from '../schemas/model.js';
import type { Operation } from '../schemas/operation.js';
import type { Organization, Quota } from '../schemas/organization.js';
import type {
  CreateApiKeyRequest,
  CreateDeploymentRequest,
  CreateModelRequest,
  ScaleDeploymentRequest,
  UpdateApiKeyRequest,
  UpdateDeploymentRequest,
} from '../schemas/requests.js';

/** The options of one call. */
export interface RequestOptions {
  /**
   * Ends the call. It then rejects with the signal's reason, or with OutcomeUnknownError if a change was on its way.
   */
  signal?: AbortSignal | undefined;
  /** Milliseconds for the call with all its tries; Infinity for no limit. */
  timeoutMs?: number | undefined;
}

/** The options of a wait. */
export interface WaitingOptions {
  /** Ends the wait, but not the operation. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the wait is given up; 30 minutes by default, Infinity for no limit. */
  timeoutMs?: number | undefined;
}

/** The options of a creation. */
export interface CreationOptions extends RequestOptions {
  /** If the answer is lost: milliseconds for which the lists are searched for the result; one minute by default. */
  searchMs?: number | undefined;
}

/** The result of a creation. */
export interface Creation {
  /** The ID of the new object, if the service has told it. */
  id: string | undefined;
  /**
   * The operation to wait for. Undefined if the answer was lost and the one new object that matches was taken as the
   * result.
   */
  operation: Operation | undefined;
}

/**
 * The API of one zone, with one method for each operation. Every answer is checked. Reads, and changes that set a
 * state, are retried.
 */
export interface ExoscaleZone {
  /** `at-vie-2`. */
  readonly name: string;

  /** `list-deployments`: everything in the zone, Exoscale's public deployments included. */
  listDeployments(options?: RequestOptions): Promise<DeploymentEntry[]>;
  /** `get-deployment`: the only answer with state details, engine parameters and version. */
  getDeployment(id: string, options?: RequestOptions): Promise<Deployment>;
  /**
   * `create-deployment`, sent at most once. ConflictError `already-exists` if a deployment with this name exists, and
   * `doubled` if another program has created one at the same time: then both exist. If the answer is lost, the one new
   * deployment that matches is taken as the result; otherwise OutcomeUnknownError.
   */
  createDeployment(body: CreateDeploymentRequest, options?: CreationOptions): Promise<Creation>;
  /** `update-deployment`: name, engine parameters, engine version. */
  updateDeployment(id: string, body: UpdateDeploymentRequest, options?: RequestOptions): Promise<Operation>;
  /**
   * `scale-deployment`: scaling to zero ends the billing of GPUs once the operation has succeeded. Repeating it is
   * safe.
   */
  scaleDeployment(id: string, body: ScaleDeploymentRequest, options?: RequestOptions): Promise<Operation>;
  /** `delete-deployment`: its URL and API key are lost. */
  deleteDeployment(id: string, options?: RequestOptions): Promise<Operation>;
  /** `reveal-deployment-api-key`. */
  revealDeploymentApiKey(id: string, options?: RequestOptions): Promise<string>;
  /** `get-deployment-logs`. @param tail how many of the last lines */
  getDeploymentLogs(id: string, tail: number, options?: RequestOptions): Promise<LogEntry[]>;
  /** `get-inference-engine-help`: the parameters a version of the engine allows. */
  getInferenceEngineHelp(version?: string, options?: RequestOptions): Promise<EngineParameter[]>;
  /** `list-ai-instance-types`: the GPU families of the zone, and whether they may be used. */
  listInstanceTypes(options?: RequestOptions): Promise<InstanceType[]>;

  /** `list-models`. */
  listModels(options?: RequestOptions): Promise<Model[]>;
  /** `get-model`. */
  getModel(id: string, options?: RequestOptions): Promise<Model>;
  /** `create-model`: downloads the model from Hugging Face. Sent at most once, like `createDeployment`. */
  createModel(body: CreateModelRequest, options?: CreationOptions): Promise<Creation>;
  /** `delete-model`. */
  deleteModel(id: string, options?: RequestOptions): Promise<Operation>;

  /** `list-ai-api-keys`. */
  listApiKeys(options?: RequestOptions): Promise<ApiKey[]>;
  /** `get-ai-api-key`. */
  getApiKey(id: string, options?: RequestOptions): Promise<ApiKey>;
  /** `create-ai-api-key`, sent at most once, like `createDeployment`. */
  createApiKey(body: CreateApiKeyRequest, options?: CreationOptions): Promise<CreatedApiKey>;
  /** `update-ai-api-key`. */
  updateApiKey(id: string, body: UpdateApiKeyRequest, options?: RequestOptions): Promise<ApiKey>;
  /** `delete-ai-api-key`. */
  deleteApiKey(id: string, options?: RequestOptions): Promise<Operation>;
  /** `reveal-ai-api-key`. */
  revealApiKey(id: string, options?: RequestOptions): Promise<string>;
  /** `rotate-ai-api-key`: the old value stops working. */
  rotateApiKey(id: string, options?: RequestOptions): Promise<string>;

  /** `list-quotas`. */
  listQuotas(options?: RequestOptions): Promise<Quota[]>;
  /** `get-organization`. */
  getOrganization(options?: RequestOptions): Promise<Organization>;
  /** `get-operation`. */
  getOperation(id: string, options?: RequestOptions): Promise<Operation>;

  /**
   * Waits until an operation has succeeded, and returns it. It asks often at first, then every 3 to 10 seconds.
   * @throws OperationFailedError, DeadlineError; UnavailableError after more than five failed looks in a row
   */
  waitForOperation(operation: Operation | string, options?: WaitingOptions): Promise<Operation>;
  /**
   * Waits until a deployment is `ready` with at least one replica, and returns it.
   * @throws OperationFailedError as soon as its state is `error`; otherwise as `waitForOperation`
   */
  waitUntilReady(id: string, options?: WaitingOptions): Promise<Deployment>;
}
