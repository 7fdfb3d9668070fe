import { DAY_MS, MINUTE_MS } from '../duration.js';
import type { EngineLines, LoadPoint } from './load-stretches.js';

/** Within which numbers of replicas the load decides, and what counts as too much and as little enough. */
export interface AutoscaleLimits {
  min: number;
  max: number;
  /** How many requests may wait, over all replicas. */
  targetWaiting: number;
  /** How full the KV caches may be, on average over the replicas, in percent. */
  targetKv: number;
  /** After so long above a target, in ms, a replica is added. */
  upWindowMs: number;
  /** After so long in which one replica fewer would have carried the load, in ms, one is taken. */
  downWindowMs: number;
}

/** The targets and windows where nothing else is said. */
export const AUTOSCALE_DEFAULTS = {
  targetWaiting: 0,
  targetKv: 80,
  upWindowMs: MINUTE_MS,
  downWindowMs: 10 * MINUTE_MS,
} as const;

/** How long a window may be, in ms: engines write every ten seconds, and logs seldom reach back further than a day. */
export const AUTOSCALE_WINDOW_MS = { least: 10_000, most: DAY_MS } as const;

/** How far back the logs are looked at, at least, in ms. */
const LEAST_BACK_MS = 20 * MINUTE_MS;

/** How far back the logs are looked at, in ms: over both windows, and far enough to say for how long it has been so. */
export const lookBackMs = ({ upWindowMs, downWindowMs }: AutoscaleLimits): number =>
  Math.max(2 * Math.max(upWindowMs, downWindowMs), LEAST_BACK_MS);

/** What a decision is made from; nothing of it was kept by an earlier run. */
export interface AutoscaleInput {
  now: number;
  state: string;
  replicas: number | undefined;
  /** When the service last changed it (`updated-at`), in ms; undefined where it does not say. */
  changedAt: number | undefined;
  engines: readonly EngineLines[];
  /** Why the lines of its logs say nothing of the load. */
  unusable?: string | undefined;
  /** When a replica last came up, as the logs have it. */
  startedAt?: number | undefined;
  /** Requests that one replica runs at once at most (`--max-num-seqs`), where that is known. */
  maxRunning?: number | undefined;
  limits: AutoscaleLimits;
}

/** Why, in a word: the first four change something. */
export type AutoscaleKind =
  | 'up'
  | 'down'
  | 'below-min'
  | 'above-max'
  | 'steady'
  | 'at-max'
  | 'no-quota'
  | 'too-dear'
  | 'at-min'
  | 'soon-up'
  | 'soon-down'
  | 'changing'
  | 'stopped'
  | 'error'
  | 'unknown';

/** What is to be done, and the sentence that says why. */
export interface Decision {
  kind: AutoscaleKind;
  /** The replicas it is to have; as many as it has where nothing changes. */
  to: number | undefined;
  reason: string;
  /** What is going on now; absent where that is not known. */
  load?: Omit<LoadPoint, 'at'> | undefined;
}

/** The decision to leave a deployment as it is. @param replicas as many as it has; undefined where that is not told */
export const stayAt = (replicas: number | undefined, kind: AutoscaleKind, reason: string): Decision => ({
  kind,
  to: replicas,
  reason,
});
