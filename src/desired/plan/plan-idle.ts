import type { Deployment } from '../../schemas/deployment.js';
import type { DesiredDeployment } from '../file/schema.js';
import type { DesiredReplicas, Why } from '../schedule/schedule.js';
import { decidesSince, isOverSince, type Standing } from '../schedule/standing.js';

/** What idleness makes of what the schedule says. */
export type ByIdle =
  /** It has provably had no work since then, in ms: it goes to zero. */
  | { kind: 'idle'; since: number }
  /** It is at zero and stays there: whoever needs it wakes it, or the schedule does when it fires. */
  | { kind: 'asleep' };

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

/** Since when what decides has decided; undefined where it always has. */
function beganAt(deployment: DesiredDeployment, why: Why, at: Date): Date | undefined {
  if (why.kind === 'except') return why.since;
  const began = decidesSince(deployment, why.kind === 'schedule' ? why : undefined, at);
  return began.getTime() === 0 ? undefined : began;
}
