import type { Clock } from '../clock.js';
import type { StartFailure } from '../domain/failures/start-failures.js';
import type { LatencyLaw } from './openai/openai-law.js';

/** A key pair the sandbox accepts, and what its role policy forbids. */
export interface Credential {
  key: string;
  secret: string;
  /** What the key is called, in events. */
  name?: string;
  /** `METHOD /path` patterns (as in faults) that answer 403 "Forbidden by role policy for …". */
  deny?: readonly string[];
}

/** What the service's documents leave open, and can be chosen here. `ASSUMPTIONS` tells it in words. */
export interface Assumptions {
  /** A second deployment or model of the same name in one zone. */
  duplicateNames: 'refused' | 'allowed';
  /** Scale or update while a change is under way: 409, or it takes the place of the change. */
  changeUnderWay: 'refused' | 'superseded';
  /** Deleting what is being deleted already: the same operation again, or 409. */
  repeatedDelete: 'same-operation' | 'refused';
  /** The state shown at zero replicas. */
  stateAtZero: string;
  /** What the 412 on deleting a model in use lists. */
  modelInUse: 'ids' | 'names';
  /** The status for a GPU family that exists, but not in this zone. */
  unauthorizedFamily: 403 | 412;
  /** Milliseconds until a new deployment, model or API key can be read back, by its ID as in lists. */
  visibleAfterMs: number;
  /** The URL shown for a deployment. The sandbox answers at `{origin}/inference/{zone}/{id}/v1`, whatever is shown. */
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

/** GPUs the organization may use, per family; families without an entry are not limited. −1 is unlimited. */
export const DEFAULT_QUOTAS: Readonly<Record<string, number>> = {
  gpu2: 0,
  gpu3: 4,
  gpua30: 0,
  gpu3080ti: 8,
  gpua5000: 8,
  gpurtx6000pro: 4,
};

/** The pair that is accepted unless others are given. Known to everyone: it opens nothing but a sandbox on loopback. */
export const DEFAULT_CREDENTIAL: Credential = {
  key: 'EXOsandbox',
  secret: 'sandbox-secret-opens-nothing-else',
  name: 'sandbox',
};

/** How much faster than the real service changes pass, unless told otherwise: 4 minutes in 4 seconds. */
export const DEFAULT_SPEED = 60;

export interface SandboxOptions {
  /** TCP port on 127.0.0.1 (`startSandbox` only); 0, the default, takes a free one. */
  port?: number;
  /** The service's minutes are divided by this. Default 60. */
  speed?: number;
  clock?: Clock;
  /** Faults for the next matching requests, see `parseFault`. */
  fail?: readonly string[];
  /** How the engine of each deployment fails to start, until what its logs call for has been done. */
  failStart?: StartFailure | undefined;
  /** A JSON file that keeps the world between runs. */
  stateFile?: string;
  /** Limits per GPU family over `DEFAULT_QUOTAS`; null removes the entry. */
  quotas?: Readonly<Record<string, number | null>>;
  credentials?: readonly Credential[];
  /** Families a zone offers, instead of the documented ones. */
  authorized?: Readonly<Record<string, readonly string[]>>;
  /** Makes the IDs; random UUIDs by default. */
  idSource?: () => string;
  assumptions?: Partial<Assumptions>;
  /** How long replies take, over `DEFAULT_LATENCY`; see `LatencyLaw`. */
  latency?: Partial<LatencyLaw> | undefined;
  /** A day of requests that goes round, see `createLoad`. Without it every engine is idle, and silent. */
  load?: string | undefined;
}
