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
import { AUTHORIZED_FAMILIES, type ZoneName } from './zones.js';

/** Everything the sandbox is: what it remembers, and the settings its rules look at. */
export interface World {
  readonly data: WorldData;
  readonly clock: Clock;
  readonly speed: number;
  /** Limit per GPU family; a family without an entry is not limited. */
  readonly quotas: Map<string, number>;
  readonly authorized: Readonly<Record<string, readonly string[]>>;
  readonly credentials: readonly Credential[];
  readonly assumptions: Assumptions;
  /** What the engines behind the deployments' URLs are busy with, and how long they take. */
  readonly engines: EngineLoad;
  readonly failStart?: StartFailure | undefined;
  readonly load: Load;
  newId(): string;
  /** Writes the state file, if there is one. Called after each mutation. */
  save(): void;
}

/** What the service decides when an operation is to fail, from a fault. */
export interface OperationFault {
  outcome: 'failure' | 'timeout' | 'stuck';
  /** The first answer is final already. */
  atOnce: boolean;
}

/** One request, as the rules see it. */
export interface Call {
  readonly world: World;
  readonly zone: ZoneName;
  readonly now: number;
  /** `http://127.0.0.1:4000`: what the client called us, for links. */
  readonly origin: string;
  readonly fault?: OperationFault | undefined;
}

/** @throws UsageError for a speed that is not positive or a load that is none, ExoError `usage` for a state file that cannot be read or written. */
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
  // One that cannot be written is told now, and not by changes that are lost on their way.
  save();
  return {
    data,
    clock,
    speed,
    quotas: new Map(limits.flatMap(([family, limit]) => (limit === null ? [] : [[family, limit]]))),
    authorized: { ...AUTHORIZED_FAMILIES, ...options.authorized },
    credentials: options.credentials ?? [DEFAULT_CREDENTIAL],
    assumptions: { ...DEFAULT_ASSUMPTIONS, ...options.assumptions },
    engines: new EngineLoad({ ...DEFAULT_LATENCY, ...options.latency }),
    failStart: options.failStart,
    load: createLoad(options.load, clock.now(), speed),
    newId: options.idSource ?? randomUUID,
    save,
  };
}
