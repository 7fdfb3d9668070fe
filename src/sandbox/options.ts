import type { Clock } from '../clock.js';
import type { StartFailure } from '../domain/choices.js';
import type { LatencyLaw } from './openai/openai-law.js';

/** A key pair that the sandbox accepts, and what its role policy denies. */
export interface Credential {
  key: string;
  secret: string;
  /** The key's name in events. */
  name?: string;
  /** `METHOD /path` patterns (as in faults) that answer 403 "Forbidden by role policy for …". */
  deny?: readonly string[];
}

/**
 * Behaviour that the service's documents leave open and that can be chosen here. `ASSUMPTIONS` describes it in words.
 */
export interface Assumptions {
  /** Whether a zone may have a second deployment or model of the same name. */
  duplicateNames: 'refused' | 'allowed';
  /** Scaling or updating while a change is under way: answer 409, or interrupt that change and begin the new one. */
  changeUnderWay: 'refused' | 'superseded';
  /** Deleting a deployment whose deletion is under way: answer the same operation again, or 409. */
  repeatedDelete: 'same-operation' | 'refused';
  /** The state shown at zero replicas. */
  stateAtZero: string;
  /** Whether the 412 on deleting a model in use lists the deployments' IDs or their names. */
  modelInUse: 'ids' | 'names';
  /** The status for a GPU family that exists, but not in this zone. */
  unauthorizedFamily: 403 | 412;
  /** How long a new deployment, model or API key is not yet found, by ID or in lists, in ms. */
  visibleAfterMs: number;
  /** The URL shown for a deployment. Whatever it is, the sandbox answers at `{origin}/inference/{zone}/{id}/v1`. */
  deploymentUrl: string;
}

export const DEFAULT_ASSUMPTIONS: Assumptions = {
  duplicateNames: 'refused',
  changeUnderWay: 'refused',
  repeatedDelete: 'same-operation',
  stateAtZero: 'ready',
  modelInUse: 'ids',
  unauthorizedFamily: 403,
  visibleAfterMs: 0,
  deploymentUrl: '{origin}/inference/{zone}/{id}/v1',
};

/**
 * Behaviour that the service's documents leave open, and what the sandbox does. A sentence names its option if the
 * behaviour can be chosen. The client relies on none of this.
 */
export const ASSUMPTIONS: readonly string[] = [
  'A new deployment is `creating` for a fifth of its time, then `deploying`, then `ready`; a change shows `scaling` or `updating`; a deletion under way shows `ready`, or still `error`.',
  'What is created can be read back at once (`visibleAfterMs`; `sandbox start --lag`).',
  'At zero replicas the state is `ready` (`stateAtZero`).',
  'The target number of replicas is shown from the moment a scaling is accepted.',
  'An operation is `success` when the replicas serve; its reference names the object and a command such as `scale-deployment`.',
  'New replicas of a scaling start one after the other, 4 minutes each; those of a creation start together. From 100 GB up it is 12 minutes. A download runs at 100 MB/s, an update takes 1 minute, a deletion 2 seconds, scaling down half a second.',
  'A failed creation leaves a deployment in state `error`, whose GPUs count until it is deleted or scaled down; any other failed change leaves what was there before it. An engine that does not start (`failStart`; `sandbox start --fail-start`) leaves the deployment in `error` too, whatever the change, and is tried again by an update or a scaling.',
  'A second deployment or model of the same name in a zone is a 409 (`duplicateNames`); AI API keys may share a name.',
  'Scaling or updating while a change is under way is a 409 (`changeUnderWay`). Deleting is always possible and ends the change, its operation failing as `interrupted`; deleting again answers the same operation (`repeatedDelete`).',
  'Scaling to the present size is accepted and done at once.',
  'A model that the zone does not have, or that is not ready, is a 400 on creation; engine versions and parameters are checked before name, GPU family and quota.',
  'A known GPU family that the zone does not offer is a 403 (`unauthorizedFamily`); too few GPUs is a 412. The texts of 403, 409 and 412 are the sandbox’s own.',
  'GPUs count from the moment a change is accepted, over all zones, and are free again at once on scaling down and deleting.',
  'Deleting a model that a deployment uses, at zero replicas too, is a 412 listing IDs (`modelInUse`); any other model is gone at once.',
  'A download of a name that is not `owner/model` fails as `not-found`, of GGUF files as `unsupported`, of `meta-llama/…` and names with `gated` without a token as `forbidden`. Every other name exists; its size is guessed from its name.',
  'Which engine parameters each version allows is an excerpt of the sandbox’s own; an unknown version is a 400.',
  'Deleting a deployment deletes the AI API keys of its scope.',
  'The deployment’s URL ends in `/v1` (`deploymentUrl`) and answers `/models`, `/chat/completions` and `/completions`, streamed or not, to the deployment’s key and to AI API keys of its scope or of scope `public`, under the model’s name or `--served-model-name`; while no replica serves it answers 503, `no_replicas` at zero and `not_ready` before. No model is asked: words are tokens, a reply repeats what it was told. How long it takes is settable (`latency`; `sandbox start --latency`); a reply under way breaks off when its last replica stops.',
  'Logs carry the lines of each replica’s start and end, of each request to the URL that was answered, and while `--load` gives it requests one each 10 seconds of the service, at most each second; without `tail` the last 1,000. `stream` is ignored.',
  'The requests of `--load` are spread evenly; a replica works on 8 of them at once, and the others wait.',
  'Properties a request body does not know are refused. An ID in a path that is not a UUID is a 400.',
  'Signatures are checked against the sandbox’s clock without tolerance; every query parameter with one value has to be signed. There is no rate limit.',
  'Events tell each signed request but reads, of all zones, the newest first; they are named as the operations of the API are, their `request-id` is the operation’s, and a body’s engine parameters and tokens are not in them.',
  'The usage report has a line for each zone and GPU family of a month, in GPU hours, from acceptance until a replica is stopped, whatever `--speed` is.',
  'Prices an hour stand at `/api/pricing/ai`, unsigned, in the shape of the public feed and the same in every currency; what they are, and how the keys are named, is the sandbox’s own.',
  'The service level is `pro`; the consumption quota is unlimited; only `?visibility=public` lists public deployments, and there are none.',
];

/** How many GPUs of each family the organization may use; −1 or no entry is unlimited. */
export const DEFAULT_QUOTAS: Readonly<Record<string, number>> = {
  gpu2: 0,
  gpu3: 4,
  gpua30: 0,
  gpu3080ti: 8,
  gpua5000: 8,
  gpurtx6000pro: 4,
};

/**
 * The key pair that is accepted unless others are given. It is public, but opens nothing except a sandbox on loopback.
 */
export const DEFAULT_CREDENTIAL: Credential = {
  key: 'EXOsandbox',
  secret: 'sandbox-secret-opens-nothing-else',
  name: 'sandbox',
};

/** How much faster than at the real service changes pass by default: 4 minutes take 4 seconds. */
export const DEFAULT_SPEED = 60;

export interface SandboxOptions {
  /** TCP port on 127.0.0.1 (`startSandbox` only); 0, the default, takes a free one. */
  port?: number;
  /** The service's durations are divided by this. Default 60. */
  speed?: number;
  clock?: Clock;
  /** Faults for the next matching requests, see `parseFault`. */
  fail?: readonly string[];
  /** How the engine of each deployment fails to start, until the user does what its logs call for. */
  failStart?: StartFailure | undefined;
  /** A JSON file that keeps the world between runs. */
  stateFile?: string;
  /** Limits per GPU family that replace those of `DEFAULT_QUOTAS`; null removes the entry. */
  quotas?: Readonly<Record<string, number | null>>;
  credentials?: readonly Credential[];
  /** Makes the IDs; random UUIDs by default. */
  idSource?: () => string;
  assumptions?: Partial<Assumptions>;
  /** How long replies take, see `LatencyLaw`; absent values are those of `DEFAULT_LATENCY`. */
  latency?: Partial<LatencyLaw> | undefined;
  /**
   * A day of requests that repeats, see `createLoad`. Without it engines are idle and write no lines about their load.
   */
  load?: string | undefined;
}
