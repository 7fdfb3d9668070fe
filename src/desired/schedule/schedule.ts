import { HOUR_MS } from '../../domain/duration.js';
import { soundCron } from './cron/cron.js';
import { lastFire } from './cron/cron-fires.js';
import type { ExceptEntry, ScheduleEntry } from './entries.js';
import { boundsOf } from './schedule-days.js';
import { edgesOf, heldSince, isWindow } from './window.js';

/** What of a deployment decides how many replicas it should have. */
export interface Scheduled {
  /** Where nothing else decides. */
  replicas: number;
  timezone: string;
  schedule: ScheduleEntry[];
  except: ExceptEntry[];
}

/** Why so many replicas. `index` counts from 0 in the file's list. */
export type Why =
  | { kind: 'base' }
  /** The entry fired last, or is a window that holds, since `since`, by the clock of `timezone`. */
  | { kind: 'schedule'; index: number; entry: ScheduleEntry; timezone: string; since: Date }
  /** The days from `since` until `until`, by the clock of `timezone`; `base` when they name no value. */
  | { kind: 'except'; index: number; entry: ExceptEntry; timezone: string; since: Date; until: Date };

export interface DesiredReplicas {
  replicas: number;
  why: Why;
}

/**
 * How many replicas a deployment should have at a moment, and why. On excepted days these decide, the later entry
 * in the file first; else the schedule, see `scheduledAt`; else the base value. A pure function of file and moment: missed runs do not matter.
 */
export function desiredReplicas(deployment: Scheduled, at: Date): DesiredReplicas {
  return exceptAt(deployment, at) ?? scheduledAt(deployment, at);
}

/** What the excepted days say at a moment; nothing where it is on none of them. */
export function exceptAt(deployment: Scheduled, at: Date): DesiredReplicas | undefined {
  const { timezone } = deployment;
  const index = deployment.except.findLastIndex((entry) => {
    const { from, to } = boundsOf(entry, timezone);
    return from <= at && at < to;
  });
  const entry = deployment.except[index];
  if (entry === undefined) return undefined;
  const { from, to } = boundsOf(entry, timezone);
  // Holidays come first, and are not in the list that the file has.
  const holidays = deployment.except.filter(({ holiday }) => holiday).length;
  const listed = entry.holiday ? index : index - holidays;
  const why: Why = { kind: 'except', index: listed, entry, timezone, since: from, until: to };
  return { replicas: entry.replicas ?? deployment.replicas, why };
}

/** An entry of the schedule that fired, or a window that holds, and since when. */
export interface Begun {
  index: number;
  since: Date;
}

/** What the schedule says at a moment, were there no excepted days. */
export function scheduledAt(deployment: Scheduled, at: Date): DesiredReplicas {
  return writtenLast(deployment, lastFired(deployment, at), lastHeld(deployment, at));
}

/** Of the cron that fired last and the window that holds, what the one written last says; else the base value. */
export function writtenLast(
  deployment: Scheduled,
  fired: Begun | undefined,
  held: Begun | undefined,
): DesiredReplicas {
  const found = held !== undefined && held.index > (fired?.index ?? -1) ? held : fired;
  return found === undefined ? base(deployment) : firedBy(deployment, found.index, found.since);
}

/** The cron that fired last; of several at one moment the one written last. */
export function lastFired({ schedule, timezone }: Scheduled, at: Date): Begun | undefined {
  let fired: Begun | undefined;
  for (const [index, entry] of schedule.entries()) {
    if (entry.cron === undefined) continue;
    const since = lastFire(soundCron(entry.cron), entry.timezone ?? timezone, at);
    if (since !== undefined && (fired === undefined || since >= fired.since)) fired = { index, since };
  }
  return fired;
}

/** Of the windows that hold the one written last. */
function lastHeld({ schedule, timezone }: Scheduled, at: Date): Begun | undefined {
  for (const [index, entry] of [...schedule.entries()].reverse()) {
    const since = isWindow(entry) ? heldSince(entry, entry.timezone ?? timezone, at) : undefined;
    if (since !== undefined) return { index, since };
  }
  return undefined;
}

function base(deployment: Scheduled): DesiredReplicas {
  return { replicas: deployment.replicas, why: { kind: 'base' } };
}

/** What an entry of the schedule says from the moment it fires. */
function firedBy(deployment: Scheduled, index: number, since: Date): DesiredReplicas {
  const entry = deployment.schedule[index];
  if (entry === undefined) return base(deployment);
  const timezone = entry.timezone ?? deployment.timezone;
  return { replicas: entry.replicas, why: { kind: 'schedule', index, entry, timezone, since } };
}

/** What there is of a deployment, and what a run before has made of it. */
export interface Standing {
  /** 0 where it does not exist; undefined where the service does not say. */
  replicas: number | undefined;
  /** When a run last brought it into its state; undefined where none is known of. */
  lastRun?: Date | undefined;
}

/**
 * Without a record of an earlier run, an `on: change` entry counts so long after it has fired, in ms: so it fires at
 * all where nothing is kept between runs, and what people did long before the first run stands.
 */
const UNRECORDED_MS = HOUR_MS;

/**
 * How many replicas a deployment should have at a moment, given how it stands. As `desiredReplicas`, but for entries that
 * give way: `at-most` never starts what has fewer, `at-least` never takes from what has more, and `on: change` counts once
 * each time it fires, at the first run that succeeds afterwards, however late that is, and once when something that stood
 * before it (a window, excepted days, a hold) has ended. `left`: the size stays as it is.
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

/** Has a run been since then; or, where none is known of, is that long ago? */
export function isOverSince(since: Date, at: Date, lastRun: Date | undefined): boolean {
  return lastRun === undefined ? at.getTime() - since.getTime() > UNRECORDED_MS : lastRun >= since;
}

/**
 * Since when an entry has decided without a break: since it fired, or since what stood before it ended. Of the base value
 * (without an entry) since the last of them ended, and since 1970 where there was none.
 */
export function decidesSince(
  { schedule, except, timezone }: Scheduled,
  entry: Extract<Why, { kind: 'schedule' }> | undefined,
  at: Date,
): Date {
  const { index, since } = entry ?? { index: -1, since: new Date(0) };
  const ends = [
    ...except.map((entry) => boundsOf(entry, timezone).to),
    ...schedule.flatMap((entry, place) =>
      place > index && isWindow(entry)
        ? (lastFire(edgesOf(entry).end, entry.timezone ?? timezone, at) ?? [])
        : [],
    ),
  ];
  return ends.reduce((latest, end) => (end > latest && end <= at ? end : latest), since);
}
