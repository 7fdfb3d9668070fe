import { isChanging } from '../../domain/deployment-state.js';
import type { AutoscaleLimits, Decision } from '../../domain/load/autoscale-types.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { DesiredDeployment } from '../file/file-schema.js';
import { limitsOfEntry } from '../file/load-entries.js';
import type { DesiredReplicas, Why } from '../schedule/schedule.js';
import { formatMoment } from '../schedule/schedule-time.js';
import { describeWhy } from '../schedule/schedule-words.js';
import { beganAt, isOverSince, replicasFor, type Standing } from '../schedule/standing.js';

/** The limits within which the load decides at a moment. */
export interface LoadLimits extends AutoscaleLimits {
  /** A deployment at zero replicas is started; otherwise it stays stopped. */
  wakes: boolean;
}

export interface ByLoad {
  limits: LoadLimits;
  decision: Decision;
}

/** What idleness decides in place of the schedule. */
export type ByIdle =
  /** The deployment has provably had no work since then, in ms, and is scaled to zero. */
  | { kind: 'idle'; since: number }
  /** The deployment is at zero and stays there until somebody scales it up, or its schedule fires. */
  | { kind: 'asleep' };

/** What the logs decide, if they do. */
export interface ByLogs {
  load?: ByLoad | undefined;
  idle?: ByIdle | undefined;
}

/**
 * The limits within which the load decides: those of the deployment, changed by the schedule entry that holds.
 * `at-least` sets the minimum, `at-most` the maximum; `at-most` never starts a stopped deployment.
 * @returns undefined if the load does not decide: without `autoscale`, or if the schedule, an excepted day or a hold
 * names a number
 */
export function loadLimits(
  deployment: DesiredDeployment,
  at: Date,
  standing: Standing,
): LoadLimits | undefined {
  if (deployment.autoscale === undefined) return undefined;
  const limits: LoadLimits = { ...limitsOfEntry(deployment.autoscale), wakes: true };
  const { why, left } = replicasFor(deployment, at, standing);
  if (why.kind === 'base') return limits;
  if (why.kind === 'except') return why.entry.replicas === undefined ? limits : undefined;
  const { on, 'at-least': least, 'at-most': most } = why.entry;
  // Once an `on: change` entry was carried out, people and the load decide.
  if (on === 'change') return left ? { ...limits, wakes: false } : undefined;
  if (least !== undefined)
    return { ...limits, min: Math.max(1, least), max: Math.max(limits.max, least), wakes: least > 0 };
  if (most !== undefined && most > 0)
    return { ...limits, min: Math.min(limits.min, most), max: most, wakes: false };
  return undefined;
}

/**
 * The decision to start a deployment at zero replicas, where there is no load; undefined if the limits do not demand
 * it.
 */
export function decideAtZero(limits: LoadLimits, { state, replicas }: Deployment): Decision | undefined {
  if (replicas !== 0 || !limits.wakes || isChanging(state)) return undefined;
  return { kind: 'below-min', to: limits.min, reason: `at least ${limits.min}` };
}

/**
 * Can idleness decide? The file has to say so, replicas have to be desired, and neither a hold nor `at-least` may
 * decide, because they keep the deployment awake.
 */
export function canSleep(
  { idle }: Pick<DesiredDeployment, 'idle'>,
  { replicas, why }: Pick<DesiredReplicas, 'replicas' | 'why'>,
): boolean {
  if (idle === undefined || replicas === 0) return false;
  if (why.kind === 'except') return why.entry.heldBy === undefined;
  return why.kind !== 'schedule' || (why.entry['at-least'] ?? 0) === 0;
}

/**
 * The decision by idleness for an existing deployment; undefined if it decides nothing. What begins to decide is
 * carried out in the first run that succeeds afterwards, as with `on: change`: that run wakes a deployment at zero, and
 * leaves one with replicas awake. Later runs do not wake it again.
 * @param since since when it has had no work, in ms, if that is proven for long enough
 */
export function idleFor(
  deployment: DesiredDeployment,
  desired: DesiredReplicas,
  { replicas }: Pick<Deployment, 'replicas'>,
  { at, lastRun, since }: { at: Date; since?: number | undefined } & Pick<Standing, 'lastRun'>,
): ByIdle | undefined {
  if (!canSleep(deployment, desired)) return undefined;
  // A deployment that sleeps before this is recorded would be started again by the next run.
  if (!isOverSince(beganAt(deployment, desired.why, at), at, lastRun)) return undefined;
  if (replicas === 0) return { kind: 'asleep' };
  return since === undefined ? undefined : { kind: 'idle', since };
}

/** The reason for the desired replicas, in words: load or idleness if they decide, else the schedule. */
export function describeDesired(desired: ByLogs & { why: Why }, timezone = 'UTC'): string {
  return logText(desired, timezone) ?? describeWhy(desired.why);
}

/** `load, 1 to 4: 4 requests waiting for 70 s (KV cache 91 %)`, or `idle since Thu 2026-11-26 11:03 Europe/Vienna`. */
export function logText({ load, idle }: ByLogs, timezone: string): string | undefined {
  if (load) return `load, ${load.limits.min} to ${load.limits.max}: ${load.decision.reason}`;
  if (idle?.kind === 'idle') return `idle since ${formatMoment(new Date(idle.since), timezone)}`;
  return idle && 'asleep until it is scaled up or its schedule fires';
}
