import type { DesiredDeployment, ExceptEntry, ScheduleEntry } from '../inference-file/schema.js';
import { firesAround } from './schedule-cron.js';
import { boundsOf } from './schedule-days.js';
import { formatMoment } from './schedule-time.js';

/** What of a deployment decides how many replicas it should have. */
export type Scheduled = Pick<DesiredDeployment, 'replicas' | 'timezone' | 'schedule' | 'except'>;

/** Why so many replicas. `index` counts from 0 in the file's list. */
export type Why =
  | { kind: 'base' }
  /** The entry fired last, at `since`, by the clock of `timezone`. */
  | { kind: 'schedule'; index: number; entry: ScheduleEntry; timezone: string; since: Date }
  /** The days from `since` until `until`, by the clock of `timezone`; `base` when they name no value. */
  | { kind: 'except'; index: number; entry: ExceptEntry; timezone: string; since: Date; until: Date };

export interface DesiredReplicas {
  replicas: number;
  why: Why;
}

/** A moment at which the desired replicas become others. */
export interface Change extends DesiredReplicas {
  at: Date;
}

/**
 * How many replicas a deployment should have at a moment, and why. On excepted days these decide, the later entry
 * in the file first; else the schedule's entry that fired last, of two at the same moment the later in the file;
 * else, where none has ever fired, the base value. A pure function of file and moment: missed runs do not matter.
 */
export function desiredReplicas(deployment: Scheduled, at: Date): DesiredReplicas {
  return exceptAt(deployment, at) ?? scheduleAt(deployment, at) ?? baseOf(deployment);
}

function baseOf(deployment: Scheduled): DesiredReplicas {
  return { replicas: deployment.replicas, why: { kind: 'base' } };
}

function exceptAt(deployment: Scheduled, at: Date): DesiredReplicas | undefined {
  const { timezone } = deployment;
  for (const [index, entry] of [...deployment.except.entries()].reverse()) {
    const { from, to } = boundsOf(entry.date, timezone);
    if (from <= at && at < to) {
      const why: Why = { kind: 'except', index, entry, timezone, since: from, until: to };
      return { replicas: entry.replicas ?? deployment.replicas, why };
    }
  }
  return undefined;
}

function scheduleAt(deployment: Scheduled, at: Date): DesiredReplicas | undefined {
  let found: { replicas: number; why: Extract<Why, { kind: 'schedule' }> } | undefined;
  for (const [index, entry] of deployment.schedule.entries()) {
    const timezone = entry.timezone ?? deployment.timezone;
    const since = firesAround(entry.cron, timezone, at).last;
    if (since === undefined || (found !== undefined && since < found.why.since)) continue;
    found = { replicas: entry.replicas, why: { kind: 'schedule', index, entry, timezone, since } };
  }
  return found;
}

/**
 * The next moment after `at`, given what holds at `at`, at which something else may hold. Entries that would set the
 * same number of replicas again are no reason to look, so a cron of every minute costs no more than a daily one.
 */
function nextLook(deployment: Scheduled, now: DesiredReplicas, at: Date): Date | undefined {
  const moments: Date[] = [];
  for (const entry of deployment.except) {
    const { from, to } = boundsOf(entry.date, deployment.timezone);
    moments.push(from, to);
  }
  if (now.why.kind !== 'except') {
    for (const { cron, replicas, timezone } of deployment.schedule) {
      if (replicas === now.replicas) continue;
      const fire = firesAround(cron, timezone ?? deployment.timezone, at).next;
      if (fire !== undefined) moments.push(fire);
    }
  }
  const later = moments.filter((moment) => moment > at).map((moment) => moment.getTime());
  return later.length === 0 ? undefined : new Date(Math.min(...later));
}

/** What holds at `from`, then at every later moment that may bring something else, in order, without end. */
export function* looks(deployment: Scheduled, from: Date): Generator<Change, void> {
  let at: Date | undefined = from;
  while (at !== undefined) {
    const now = desiredReplicas(deployment, at);
    yield { at, ...now };
    at = nextLook(deployment, now, at);
  }
}

/** Far enough for a schedule of leap days, 2096 to 2104 included. */
const HORIZON_MS = 9 * 366 * 86_400_000;
/**
 * A look that finds no change is one at which two entries fire together and the later one keeps what is: when that has
 * happened every day for a year it is taken to be so for ever.
 */
const MAX_LOOKS = 400;

/** The next moment after `at` at which the desired replicas differ from those at `at`; `undefined` if none is near. */
export function nextChange(deployment: Scheduled, at: Date): Change | undefined {
  const now = desiredReplicas(deployment, at);
  let looked = 0;
  for (const change of looks(deployment, at)) {
    if (change.replicas !== now.replicas) return change;
    if (++looked > MAX_LOOKS || change.at.getTime() - at.getTime() > HORIZON_MS) return undefined;
  }
  return undefined;
}

/** The reason in words: `schedule "0 20 * * 1-5", since Fri 2026-03-27 20:00 Europe/Vienna`. */
export function describeWhy(why: Why): string {
  if (why.kind === 'base') return 'base value';
  if (why.kind === 'schedule') {
    return `schedule "${why.entry.cron}", since ${formatMoment(why.since, why.timezone)}`;
  }
  const value = why.entry.replicas === undefined ? ', base value' : '';
  return `except ${why.entry.date}${value}, since ${formatMoment(why.since, why.timezone)}`;
}
