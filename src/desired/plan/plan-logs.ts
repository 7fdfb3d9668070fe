import { isChanging } from '../../domain/deployment-state.js';
import type { AutoscaleLimits, Decision } from '../../domain/load/autoscale-types.js';
import type { Deployment } from '../../schemas/deployment.js';
import { limitsOfEntry } from '../file/load-entries.js';
import type { DesiredDeployment } from '../file/schema.js';
import type { DesiredReplicas, Why } from '../schedule/schedule.js';
import { formatMoment } from '../schedule/schedule-time.js';
import { describeWhy } from '../schedule/schedule-words.js';
import { decidesSince, isOverSince, replicasFor, type Standing } from '../schedule/standing.js';

/** Within what the load decides at a moment. */
export interface LoadLimits extends AutoscaleLimits {
  /** What is at zero is started; else it stays stopped. */
  wakes: boolean;
}

export interface ByLoad {
  limits: LoadLimits;
  decision: Decision;
}

/** What idleness makes of what the schedule says. */
export type ByIdle =
  /** It has provably had no work since then, in ms: it goes to zero. */
  | { kind: 'idle'; since: number }
  /** It is at zero and stays there: whoever needs it wakes it, or the schedule does when it fires. */
  | { kind: 'asleep' };

/** What the logs decide, where they do. */
export interface ByLogs {
  load?: ByLoad | undefined;
  idle?: ByIdle | undefined;
}

/**
 * Within what the load decides how many replicas there are: the deployment's limits, moved by the entry of the schedule
 * that holds. `at-least` is the least, `at-most` the most, and starts nothing.
 * @returns undefined where it does not: without `autoscale`, or where the schedule, an excepted day or a hold names a number
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
  // Once it has fired, and was carried out, people and the load go on from there.
  if (on === 'change') return left ? { ...limits, wakes: false } : undefined;
  if (least !== undefined)
    return { ...limits, min: Math.max(1, least), max: Math.max(limits.max, least), wakes: least > 0 };
  if (most !== undefined && most > 0)
    return { ...limits, min: Math.min(limits.min, most), max: most, wakes: false };
  return undefined;
}

/** What is decided whatever the load: at zero it is started where that is asked for. */
export function decideAtZero(limits: LoadLimits, { state, replicas }: Deployment): Decision | undefined {
  if (replicas !== 0 || !limits.wakes || isChanging(state)) return undefined;
  return { kind: 'below-min', to: limits.min, reason: `at least ${limits.min}` };
}

/**
 * Whether idleness counts at all: the file says so, there should be replicas, and neither a hold nor `at-least`, which
 * keep it awake, decides.
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
 * What idleness decides of a deployment that exists. One at zero is woken once by what fires, by the first run that
 * succeeds afterwards, as `on: change` counts; else it would be started again by every run.
 * @param since when it has last had work, where that is proven for long enough
 */
export function idleFor(
  deployment: DesiredDeployment,
  desired: DesiredReplicas,
  { replicas }: Pick<Deployment, 'replicas'>,
  { at, lastRun, since }: { at: Date; since?: number | undefined } & Pick<Standing, 'lastRun'>,
): ByIdle | undefined {
  if (!canSleep(deployment, desired)) return undefined;
  if (replicas !== 0) return since === undefined ? undefined : { kind: 'idle', since };
  const began = beganAt(deployment, desired.why, at);
  return began === undefined || isOverSince(began, at, lastRun) ? { kind: 'asleep' } : undefined;
}

/** Since when a reason has decided; undefined where it always has. */
function beganAt(deployment: DesiredDeployment, why: Why, at: Date): Date | undefined {
  if (why.kind === 'except') return why.since;
  const began = decidesSince(deployment, why.kind === 'schedule' ? why : undefined, at);
  return began.getTime() === 0 ? undefined : began;
}

/** Why there should be so many: what the load or idleness says where it decides, else the schedule. */
export function describeDesired(desired: ByLogs & { why: Why }, timezone = 'UTC'): string {
  return logText(desired, timezone) ?? describeWhy(desired.why);
}

/** `load, 1 to 4: 4 requests waiting for 70 s (KV cache 91 %)`, or `idle since Thu 2026-11-26 11:03 Europe/Vienna`. */
export function logText({ load, idle }: ByLogs, timezone: string): string | undefined {
  if (load) return `load, ${load.limits.min} to ${load.limits.max}: ${load.decision.reason}`;
  if (idle?.kind === 'idle') return `idle since ${formatMoment(new Date(idle.since), timezone)}`;
  return idle && 'asleep until it is scaled up or its schedule fires';
}
