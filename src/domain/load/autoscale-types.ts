import { DAY_MS, MINUTE_MS } from '../duration.js';
import type { EngineLines, LoadPoint } from './load-stretches.js';

/** The numbers of replicas between which the load decides, and when it adds or takes one. */
export interface AutoscaleLimits {
  min: number;
  max: number;
  /** How many requests may wait, over all replicas. */
  targetWaiting: number;
  /** How full the KV caches may be, on average over the replicas, in percent. */
  targetKv: number;
  /** How long the load has to be above a target before a replica is added, in ms. */
  upWindowMs: number;
  /** How long one replica fewer has to be enough before one is taken, in ms. */
  downWindowMs: number;
}

/** The default targets and windows. */
export const AUTOSCALE_DEFAULTS = {
  targetWaiting: 0,
  targetKv: 80,
  upWindowMs: MINUTE_MS,
  downWindowMs: 10 * MINUTE_MS,
} as const;

/**
 * How long a window may be, in ms: engines write a line every ten seconds, and logs seldom reach back more than a day.
 */
export const AUTOSCALE_WINDOW_MS = { least: 10_000, most: DAY_MS } as const;

/** How far back the logs are read at least, in ms. */
const LEAST_BACK_MS = 20 * MINUTE_MS;

/**
 * How far back the logs are read, in ms: over twice the longer window, so that the reason can say for how long the load
 * has been so.
 */
export const lookBackMs = ({ upWindowMs, downWindowMs }: AutoscaleLimits): number =>
  Math.max(2 * Math.max(upWindowMs, downWindowMs), LEAST_BACK_MS);

/** Everything a decision is made from: nothing is kept from an earlier run. */
export interface AutoscaleInput {
  now: number;
  state: string;
  replicas: number | undefined;
  /** When the deployment was last changed (`updated-at`), in ms; undefined if the service does not say. */
  changedAt: number | undefined;
  engines: readonly EngineLines[];
  /** The reason why its logs say nothing about the load; undefined if they do. */
  unusable?: string | undefined;
  /** When a replica last started, by the logs, in ms. */
  startedAt?: number | undefined;
  /** The most requests that one replica runs at once (`--max-num-seqs`), if known. */
  maxRunning?: number | undefined;
  limits: AutoscaleLimits;
}

/** The reason of a decision, in a word; only the first four change something. */
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

/** A decision about the number of replicas, and the sentence that gives the reason. */
export interface Decision {
  kind: AutoscaleKind;
  /** The number of replicas to have; the present one if nothing changes, undefined if that is not known. */
  to: number | undefined;
  reason: string;
  /** The present load; absent if it is not known. */
  load?: Omit<LoadPoint, 'at'> | undefined;
}

/** The decision to leave a deployment as it is. @param replicas their present number; undefined if it is not known */
export const stayAt = (replicas: number | undefined, kind: AutoscaleKind, reason: string): Decision => ({
  kind,
  to: replicas,
  reason,
});
