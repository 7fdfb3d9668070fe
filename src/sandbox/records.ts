import * as z from 'zod/mini';

/*
 * The data that the sandbox keeps. These schemas also check the state file when it is loaded. All times are
 * milliseconds since the UNIX epoch. The data contain no secret: API keys are derived from IDs (`api-keys.ts`).
 */

/** How an operation ends once its time has come. */
const outcome = z.enum(['success', 'failure', 'timeout']);
export type Outcome = z.infer<typeof outcome>;

const operationRecord = z.object({
  id: z.string(),
  zone: z.string(),
  command: z.string(),
  /** The path of the operation's object, relative to `/v2`. */
  path: z.string(),
  referenceId: z.string(),
  until: z.number(),
  outcome,
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
});
export type OperationRecord = z.infer<typeof operationRecord>;

/** The time of one replica on its GPUs: from acceptance (`from`) until `to`; it serves from `ready` on. */
const runRecord = z.object({
  replica: z.int(),
  from: z.number(),
  ready: z.number(),
  to: z.optional(z.number()),
  /** The lines in which the engine said why it did not start, and the engine's version; absent if it started. */
  failed: z.optional(z.array(z.string())),
  version: z.optional(z.string()),
});
export type RunRecord = z.infer<typeof runRecord>;

/** The properties of a deployment that a change can alter; kept, so that a failed change can be undone. */
const changeable = z.object({
  name: z.string(),
  replicas: z.int(),
  engineParameters: z.array(z.string()),
  engineVersion: z.string(),
});

/** The operation of a change or download that is under way, when it begins and ends, and its outcome. */
const underWay = { operationId: z.string(), from: z.number(), until: z.number(), outcome };

const changeRecord = z.object({
  ...underWay,
  kind: z.enum(['create', 'scale', 'update', 'delete']),
  /** The change will fail because the engine does not start; the deployment is then in state `error`. */
  startFails: z.optional(z.boolean()),
  before: changeable,
});
export type ChangeRecord = z.infer<typeof changeRecord>;

/** The properties of everything that can be created. */
const created = {
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** When it can be read back for the first time, if not at once. */
  visibleFrom: z.optional(z.number()),
};

const deploymentRecord = z.object({
  ...changeable.shape,
  ...created,
  zone: z.string(),
  model: z.object({ id: z.string(), name: z.string() }),
  gpuType: z.string(),
  gpuCount: z.int(),
  visibility: z.enum(['private', 'public']),
  runs: z.array(runRecord),
  change: z.optional(changeRecord),
  /** Why the deployment is in state `error`; absent if it is not. */
  failed: z.optional(z.string()),
  /** A start of its engine has failed before. */
  startFailed: z.optional(z.boolean()),
  /** Wire fields shown instead of the true ones, for tests. */
  overrides: z.optional(z.record(z.string(), z.unknown())),
});
export type DeploymentRecord = z.infer<typeof deploymentRecord>;

const modelRecord = z.object({
  ...created,
  zone: z.string(),
  sizeBytes: z.number(),
  download: z.optional(z.object(underWay)),
  failed: z.optional(z.string()),
});
export type ModelRecord = z.infer<typeof modelRecord>;

const apiKeyRecord = z.object({
  ...created,
  scope: z.string(),
  /** How often the key was rotated; its value is derived from this number. */
  rotation: z.int(),
});
export type ApiKeyRecord = z.infer<typeof apiKeyRecord>;

/** A signed request other than a GET, for `/event`. */
const eventRecord = z.object({
  at: z.number(),
  requestId: z.string(),
  handler: z.string(),
  zone: z.string(),
  uri: z.string(),
  status: z.int(),
  key: z.string(),
  keyName: z.optional(z.string()),
  pathParams: z.record(z.string(), z.string()),
  /** The body without properties that could be secret. */
  body: z.record(z.string(), z.unknown()),
});
export type EventRecord = z.infer<typeof eventRecord>;

/** The time on its GPUs of a replica whose deployment was deleted. */
const pastRun = z.object({
  id: z.string(),
  zone: z.string(),
  gpuType: z.string(),
  gpuCount: z.int(),
  from: z.number(),
  to: z.number(),
});

export const worldData = z.object({
  version: z.literal(1),
  deployments: z.array(deploymentRecord),
  models: z.array(modelRecord),
  operations: z.array(operationRecord),
  apiKeys: z.array(apiKeyRecord),
  // State files of an earlier version do not have these.
  events: z._default(z.array(eventRecord), []),
  pastRuns: z._default(z.array(pastRun), []),
});
export type WorldData = z.infer<typeof worldData>;
