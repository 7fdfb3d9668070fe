import { HOUR_MS } from '../../domain/duration.js';
import { lastFire } from './cron/cron-fires.js';
import { type DesiredReplicas, desiredReplicas, type Scheduled, type Why } from './schedule.js';
import { boundsOf } from './schedule-days.js';
import { edgesOf, isWindow } from './window.js';

/** The present replicas of a deployment, and the last run that brought it into its state. */
export interface Standing {
  /** 0 if the deployment does not exist; undefined if the service does not say. */
  replicas: number | undefined;
  /** When a run last brought it into its state; undefined if no such run is known. */
  lastRun?: Date | undefined;
}

/**
 * How long an `on: change` entry counts after it has fired if no earlier run is recorded, in ms. So it has an effect
 * even if nothing is kept between runs, and what people changed long before the first run stays.
 */
const UNRECORDED_MS = HOUR_MS;

/**
 * How many replicas a deployment should have at a moment, given its present state. Like `desiredReplicas`, apart from
 * three kinds of entries: `at-most` never adds replicas, `at-least` never takes any, and `on: change` counts once each
 * time it fires, in the first run that succeeds afterwards, however late that is, and once more when something that
 * took precedence over it (a window, excepted days, a hold) has ended. `left`: the number stays as it is.
 */
export function replicasFor(
  deployment: Scheduled,
  at: Date,
  { replicas: now, lastRun }: Standing,
): DesiredReplicas & { left?: true } {
  const desired = desiredReplicas(deployment, at);
  const { why } = desired;
  if (why.kind !== 'schedule') return desired;
  const { on, 'at-most': most, 'at-least': least } = why.entry;
  const since = on === undefined ? why.since : decidesSince(deployment, why, at);
  const isOver = isOverSince(since, at, lastRun);
  const stays =
    (on === 'change' && isOver) ||
    (most !== undefined && (now === undefined || now <= most)) ||
    (least !== undefined && (now === undefined || now >= least));
  return stays ? { replicas: now ?? 0, why, left: true } : desired;
}

/** Has a run succeeded since then? If no run is known: has more time passed than `UNRECORDED_MS`? */
export function isOverSince(since: Date, at: Date, lastRun: Date | undefined): boolean {
  return lastRun === undefined ? at.getTime() - since.getTime() > UNRECORDED_MS : lastRun >= since;
}

/** Since when a reason has decided without a break; the base value since 1970 if nothing has ever overridden it. */
export function beganAt(deployment: Scheduled, why: Why, at: Date): Date {
  if (why.kind === 'except') {
    const { except, timezone } = deployment;
    const later = except.slice(except.indexOf(why.entry) + 1);
    return lastOf(endsOf(later, timezone), why.since, at);
  }
  return decidesSince(deployment, why.kind === 'schedule' ? why : undefined, at);
}

/**
 * Since when an entry has decided without a break: since it fired, or since something that took precedence over it
 * ended. The base value (without an entry) has decided since the last of those ended, or since 1970 if there was none.
 */
function decidesSince(
  { schedule, except, timezone }: Scheduled,
  entry: Extract<Why, { kind: 'schedule' }> | undefined,
  at: Date,
): Date {
  const { index, since } = entry ?? { index: -1, since: new Date(0) };
  const ends = [
    ...endsOf(except, timezone),
    ...schedule.flatMap((entry, place) =>
      place > index && isWindow(entry)
        ? (lastFire(edgesOf(entry).end, entry.timezone ?? timezone, at) ?? [])
        : [],
    ),
  ];
  return lastOf(ends, since, at);
}

const endsOf = (except: Scheduled['except'], timezone: string) =>
  except.map((entry) => boundsOf(entry, timezone).to);

/** The last of these moments that has come; `since` if none after it has. */
const lastOf = (ends: readonly Date[], since: Date, at: Date) =>
  ends.reduce((latest, end) => (end > latest && end <= at ? end : latest), since);
