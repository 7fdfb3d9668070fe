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

/** How one call is made. */
export interface RequestOptions {
  /** Ends it: it rejects with the signal's reason, or with OutcomeUnknownError when a change was on its way. */
  signal?: AbortSignal | undefined;
  /** Milliseconds it may take with all its tries; Infinity for no limit. */
  timeoutMs?: number | undefined;
}

/** How long something is waited for. */
export interface WaitingOptions {
  /** Ends the wait, and not what is waited for. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the wait is given up; 30 minutes when it is left out, Infinity for never. */
  timeoutMs?: number | undefined;
}

/** How a creation is made. */
export interface CreationOptions extends RequestOptions {
  /** Milliseconds for which it is looked for when its answer was lost; one minute when it is left out. */
  searchMs?: number | undefined;
}

/** What came of a creation. */
export interface Creation {
  /** Its ID, where the service has told. */
  id: string | undefined;
  /** What to wait for; absent where the answer was lost, and the one new thing that matches was taken for it. */
  operation: Operation | undefined;
}

/** The API of one zone: a method an operation, every answer checked; reads, and changes that set a state, are retried. */
export interface ExoscaleZone {
  /** `at-vie-2`. */
  readonly name: string;

  /** `list-deployments`: everything in the zone, Exoscale's public deployments included. */
  listDeployments(options?: RequestOptions): Promise<DeploymentEntry[]>;
  /** `get-deployment`: the only answer with state details, engine parameters and version. */
  getDeployment(id: string, options?: RequestOptions): Promise<Deployment>;
  /**
   * `create-deployment`, sent at most once. Refused with ConflictError (`already-exists`) while there is one of the name;
   * where the answer was lost, the one new deployment that matches is taken for it, else it is OutcomeUnknownError.
   */
  createDeployment(body: CreateDeploymentRequest, options?: CreationOptions): Promise<Creation>;
  /** `update-deployment`: name, engine parameters, engine version. */
  updateDeployment(id: string, body: UpdateDeploymentRequest, options?: RequestOptions): Promise<Operation>;
  /** `scale-deployment`: zero ends the billing of GPUs once the operation has. Repeating it is safe. */
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
  /** `create-model`: downloads it from Hugging Face; sent at most once, as `createDeployment`. */
  createModel(body: CreateModelRequest, options?: CreationOptions): Promise<Creation>;
  /** `delete-model`. */
  deleteModel(id: string, options?: RequestOptions): Promise<Operation>;

  /** `list-ai-api-keys`. */
  listApiKeys(options?: RequestOptions): Promise<ApiKey[]>;
  /** `get-ai-api-key`. */
  getApiKey(id: string, options?: RequestOptions): Promise<ApiKey>;
  /** `create-ai-api-key`, sent at most once, as `createDeployment`. */
  createApiKey(body: CreateApiKeyRequest, options?: CreationOptions): Promise<CreatedApiKey>;
  /** `update-ai-api-key`. */
  updateApiKey(id: string, body: UpdateApiKeyRequest, options?: RequestOptions): Promise<ApiKey>;
  /** `delete-ai-api-key`. */
  deleteApiKey(id: string, options?: RequestOptions): Promise<Operation>;
  /** `reveal-ai-api-key`. */
  revealApiKey(id: string, options?: RequestOptions): Promise<string>;
  /** `rotate-ai-api-key`: the value before it opens nothing any more. */
  rotateApiKey(id: string, options?: RequestOptions): Promise<string>;

  /** `list-quotas`. */
  listQuotas(options?: RequestOptions): Promise<Quota[]>;
  /** `get-organization`. */
  getOrganization(options?: RequestOptions): Promise<Organization>;
  /** `get-operation`. */
  getOperation(id: string, options?: RequestOptions): Promise<Operation>;

  /**
   * Waits until an operation has ended well, and returns it. Looks soon at first, then each 3 to 10 seconds.
   * @throws OperationFailedError, DeadlineError; UnavailableError after more than five failed looks in a row
   */
  waitForOperation(operation: Operation | string, options?: WaitingOptions): Promise<Operation>;
  /**
   * Waits until a deployment is `ready` with at least one replica, and returns it.
   * @throws OperationFailedError as soon as its state is `error`; as `waitForOperation`
   */
  waitUntilReady(id: string, options?: WaitingOptions): Promise<Deployment>;
}
