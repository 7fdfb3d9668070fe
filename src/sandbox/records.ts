import * as z from 'zod/mini';

/*
 * What the sandbox remembers. The same schemas check the state file when it is loaded. All times are
 * milliseconds since the UNIX epoch. No secret is among it: API keys are derived from IDs (`api-keys.ts`).
 */

/** How an operation ends once its time has come. */
const outcome = z.enum(['success', 'failure', 'timeout']);
export type Outcome = z.infer<typeof outcome>;

const operationRecord = z.object({
  id: z.string(),
  zone: z.string(),
  command: z.string(),
  /** The path of the object it is about, relative to `/v2`. */
  path: z.string(),
  referenceId: z.string(),
  until: z.number(),
  outcome,
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
});
export type OperationRecord = z.infer<typeof operationRecord>;

/** One replica's time on its GPUs: from acceptance, serving from `ready`, until `to`. */
const runRecord = z.object({
  replica: z.int(),
  from: z.number(),
  ready: z.number(),
  to: z.optional(z.number()),
  /** It did not come to serve: what its engine said of it, and of which version that was. */
  failed: z.optional(z.array(z.string())),
  version: z.optional(z.string()),
});
export type RunRecord = z.infer<typeof runRecord>;

/** The part of a deployment a change can alter, so that a failed change can be taken back. */
const changeable = z.object({
  name: z.string(),
  replicas: z.int(),
  engineParameters: z.array(z.string()),
  engineVersion: z.string(),
});

/** What an operation is about to bring, and from when until when. */
const underWay = { operationId: z.string(), from: z.number(), until: z.number(), outcome };

const changeRecord = z.object({
  ...underWay,
  kind: z.enum(['create', 'scale', 'update', 'delete']),
  /** It fails because the engine does not start, which leaves the deployment in error. */
  startFails: z.optional(z.boolean()),
  before: changeable,
});
export type ChangeRecord = z.infer<typeof changeRecord>;

/** What everything has that is created. */
const created = {
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** From when on it can be read back, where that was not at once. */
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
  /** Why it is in state `error`. */
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
  /** How often it was rotated; the value follows from it. */
  rotation: z.int(),
});
export type ApiKeyRecord = z.infer<typeof apiKeyRecord>;

/** A request that would change something, as `/event` tells it. */
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
  /** Without what could be a secret. */
  body: z.record(z.string(), z.unknown()),
});
export type EventRecord = z.infer<typeof eventRecord>;

/** A replica's time on its GPUs, of a deployment that is gone. */
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
  // A file of an earlier version has none of these.
  events: z._default(z.array(eventRecord), []),
  pastRuns: z._default(z.array(pastRun), []),
});
export type WorldData = z.infer<typeof worldData>;
