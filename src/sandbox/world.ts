import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../clock.js';
import type { StartFailure } from '../domain/choices.js';
import { UsageError } from '../errors.js';
import { createLoad, type Load } from './load.js';
import { DEFAULT_LATENCY } from './openai/openai-law.js';
import { EngineLoad } from './openai/openai-load.js';
import {
  type Assumptions,
  type Credential,
  DEFAULT_ASSUMPTIONS,
  DEFAULT_CREDENTIAL,
  DEFAULT_QUOTAS,
  DEFAULT_SPEED,
  type SandboxOptions,
} from './options.js';
import type { WorldData } from './records.js';
import { seedData } from './seed.js';
import { loadState, saveState } from './state-file.js';
import type { ZoneName } from './zones.js';

/** The state of a sandbox: its data, and the settings that decide how it behaves. */
export interface World {
  readonly data: WorldData;
  readonly clock: Clock;
  readonly speed: number;
  /** The limit of each GPU family; a family without an entry is not limited. */
  readonly quotas: Map<string, number>;
  readonly credentials: readonly Credential[];
  readonly assumptions: Assumptions;
  /** The requests that the engines behind the deployments' URLs are answering, and how long they take. */
  readonly engines: EngineLoad;
  readonly failStart?: StartFailure | undefined;
  readonly load: Load;
  newId(): string;
  /** Writes the state file, if there is one. Called after each mutation. */
  save(): void;
}

/** How a fault makes the operation of a request fail. */
export interface OperationFault {
  outcome: 'failure' | 'timeout' | 'stuck';
  /** The operation has already failed in the first answer, instead of being pending. */
  atOnce: boolean;
}

/** One request to the API, without the details of HTTP. */
export interface Call {
  readonly world: World;
  readonly zone: ZoneName;
  readonly now: number;
  /** The origin of the request's URL, for links: `http://127.0.0.1:4000`. */
  readonly origin: string;
  readonly fault?: OperationFault | undefined;
}

/**
 * @throws UsageError for a speed that is not above 0 and for a wrong load; ExoError `usage` for a state file that
 * cannot be read or written
 */
export function createWorld(options: SandboxOptions): World {
  const { speed = DEFAULT_SPEED, clock = systemClock, stateFile } = options;
  if (!(speed > 0 && Number.isFinite(speed))) {
    throw new UsageError(`the sandbox's speed must be a number above 0, not ${speed}`);
  }
  const limits = Object.entries({ ...DEFAULT_QUOTAS, ...options.quotas });
  const data = (stateFile !== undefined && loadState(stateFile)) || seedData(clock.now());
  const save = () => {
    if (stateFile !== undefined) saveState(stateFile, data);
  };
  // Saves at once, so that a state file that cannot be written is reported before a change could be lost.
  save();
  return {
    data,
    clock,
    speed,
    quotas: new Map(limits.flatMap(([family, limit]) => (limit === null ? [] : [[family, limit]]))),
    credentials: options.credentials ?? [DEFAULT_CREDENTIAL],
    assumptions: { ...DEFAULT_ASSUMPTIONS, ...options.assumptions },
    engines: new EngineLoad({ ...DEFAULT_LATENCY, ...options.latency }),
    failStart: options.failStart,
    load: createLoad(options.load, clock.now(), speed),
    newId: options.idSource ?? randomUUID,
    save,
  };
}
