import { soundCron } from './cron/cron.js';
import { lastFire } from './cron/cron-fires.js';
import type { ExceptEntry, ScheduleEntry } from './entries.js';
import { boundsOf } from './schedule-days.js';
import { heldSince, isWindow } from './window.js';

/** The parts of a deployment that decide how many replicas it should have. */
export interface Scheduled {
  /** The base value, which counts if nothing else decides. */
  replicas: number;
  timezone: string;
  schedule: ScheduleEntry[];
  except: ExceptEntry[];
  /** With it, a deployment without work is scaled to zero, and an entry that fires wakes it. */
  idle?: object | undefined;
  /** With it, the load decides instead of the base value. */
  autoscale?: object | undefined;
}

/** The reason for a number of replicas. `index` is the entry's in the file's list, from 0. */
export type Why =
  | { kind: 'base' }
  /** The entry fired last, or is a window that holds; `since` is by the clock of `timezone`. */
  | { kind: 'schedule'; index: number; entry: ScheduleEntry; timezone: string; since: Date }
  /**
   * The days from `since` until `until`, by the clock of `timezone`; without a number of their own, the base value
   * counts.
   */
  | { kind: 'except'; index: number; entry: ExceptEntry; timezone: string; since: Date; until: Date };

export interface DesiredReplicas {
  replicas: number;
  why: Why;
}

/**
 * How many replicas a deployment should have at a moment, and why: on excepted days by their last entry in the file;
 * else by the schedule, see `saidBy`; else the base value. It depends only on file and moment, so missed runs do
 * not matter.
 */
export function desiredReplicas(deployment: Scheduled, at: Date): DesiredReplicas {
  return exceptAt(deployment, at) ?? saidBy(deployment, heldFrom(deployment, at));
}

/** What the excepted days say at a moment; undefined if it is on none of them. */
export function exceptAt(deployment: Scheduled, at: Date): DesiredReplicas | undefined {
  return excepted(deployment)(at);
}

/** Like `exceptAt`, for many moments: when the days begin and end is looked up once. */
export function excepted({
  except,
  timezone,
  replicas,
}: Scheduled): (at: Date) => DesiredReplicas | undefined {
  const bounds = except.map((entry) => boundsOf(entry, timezone));
  // Numbers are compared in a fraction of the time that dates take.
  const [begins, ends] = [bounds.map(({ from }) => from.getTime()), bounds.map(({ to }) => to.getTime())];
  // Holidays come first, and are not in the file's list, so its indexes begin after them.
  const holidays = except.filter(({ holiday }) => holiday).length;
  return (at) => {
    const now = at.getTime();
    const index = begins.findLastIndex((begin, place) => begin <= now && now < (ends[place] ?? begin));
    const [entry, span] = [except[index], bounds[index]];
    if (!entry || !span) return undefined;
    const listed = entry.holiday ? index : index - holidays;
    const why: Why = { kind: 'except', index: listed, entry, timezone, since: span.from, until: span.to };
    return { replicas: entry.replicas ?? replicas, why };
  };
}

/** An entry of a schedule that holds: its index, and since when. */
interface Holding {
  index: number;
  since: Date;
}

/** The entries of a schedule that hold at a moment. */
export interface Held {
  /** The cron that fired last. */
  fired: Holding | undefined;
  /** Since when each window holds; undefined for windows that do not, and for crons. */
  windows: readonly (Date | undefined)[];
}

export function heldFrom(deployment: Scheduled, at: Date): Held {
  return {
    fired: lastFired(deployment, at),
    windows: deployment.schedule.map((entry) => windowSince(deployment, entry, at)),
  };
}

const windowSince = ({ timezone }: Scheduled, entry: ScheduleEntry, at: Date) =>
  isWindow(entry) ? heldSince(entry, entry.timezone ?? timezone, at) : undefined;

/**
 * What holds after entries of the schedule have fired together. While a walk goes on, this is cheaper than `heldFrom`
 * at each moment.
 * @param entries their indexes in the schedule
 */
export function heldAfter(deployment: Scheduled, held: Held, entries: readonly number[], at: Date): Held {
  const windows = [...held.windows];
  let { fired } = held;
  for (const index of entries) {
    const entry = deployment.schedule[index];
    if (entry && isWindow(entry)) windows[index] = windowSince(deployment, entry, at);
    else if (fired?.since !== at || index > fired.index) fired = { index, since: at };
  }
  return { fired, windows };
}

/** A key that is equal if the same entries hold, whenever they began: then the same one decides. */
export function whichHold({ fired, windows }: Held): string {
  return `${fired?.index}${windows.map((since) => (since ? '+' : '-')).join('')}`;
}

/**
 * The replicas by what holds: the cron that fired last, or a window, whichever is later in the file; else the base
 * value.
 */
export function saidBy(deployment: Scheduled, { fired, windows }: Held): DesiredReplicas {
  const index = windows.findLastIndex((since) => since !== undefined);
  const since = windows[index];
  const decides = since && !(fired && fired.index > index) ? { index, since } : fired;
  const entry = decides && deployment.schedule[decides.index];
  if (!entry) return { replicas: deployment.replicas, why: { kind: 'base' } };
  const timezone = entry.timezone ?? deployment.timezone;
  return { replicas: entry.replicas, why: { kind: 'schedule', ...decides, entry, timezone } };
}

/** The cron that fired last; of several at the same moment, the last in the file. */
function lastFired({ schedule, timezone }: Scheduled, at: Date): Holding | undefined {
  let fired: Holding | undefined;
  for (const [index, entry] of schedule.entries()) {
    if (entry.cron === undefined) continue;
    const since = lastFire(soundCron(entry.cron), entry.timezone ?? timezone, at);
    if (since !== undefined && (fired === undefined || since >= fired.since)) fired = { index, since };
  }
  return fired;
}
