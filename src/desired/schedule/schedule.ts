import { soundCron } from './cron/cron.js';
import { lastFire } from './cron/cron-fires.js';
import type { ExceptEntry, ScheduleEntry } from './entries.js';
import { boundsOf } from './schedule-days.js';
import { heldSince, isWindow } from './window.js';

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

/** What the schedule says at a moment, were there no excepted days. */
export function scheduledAt(deployment: Scheduled, at: Date): DesiredReplicas {
  return holdingFrom(deployment, at).now();
}

/** An entry of a schedule that holds: its place there, and since when. */
interface Holding {
  index: number;
  since: Date;
}

/** What holds of a schedule from a moment on, kept up to date while time passes: asking anew at each moment costs more. */
export function holdingFrom(deployment: Scheduled, from: Date) {
  const { schedule, timezone } = deployment;
  const heldAt = (entry: ScheduleEntry, at: Date) =>
    isWindow(entry) ? heldSince(entry, entry.timezone ?? timezone, at) : undefined;
  /** Since when each window holds; undefined for those that do not, and for crons. */
  const windows = schedule.map((entry) => heldAt(entry, from));
  let fired = lastFired(deployment, from);
  return {
    /** Entries of the schedule, by their places, fire together. */
    fire(entries: readonly number[], at: Date): void {
      for (const index of entries) {
        const entry = schedule[index];
        if (entry && isWindow(entry)) windows[index] = heldAt(entry, at);
        else if (fired?.since !== at || index > fired.index) fired = { index, since: at };
      }
    },
    /** What the cron that fired last says, or the window that holds, whichever is written last; else the base value. */
    now(): DesiredReplicas {
      const decides = writtenLast(fired, lastOf(windows));
      const entry = decides && schedule[decides.index];
      if (!entry) return { replicas: deployment.replicas, why: { kind: 'base' } };
      const why = { kind: 'schedule', ...decides, entry, timezone: entry.timezone ?? timezone } as const;
      return { replicas: entry.replicas, why };
    },
  };
}

function lastOf(windows: readonly (Date | undefined)[]): Holding | undefined {
  const index = windows.findLastIndex((since) => since !== undefined);
  const since = windows[index];
  return since && { index, since };
}

const writtenLast = (cron: Holding | undefined, window: Holding | undefined) =>
  cron && window ? (cron.index > window.index ? cron : window) : (cron ?? window);

/** The cron that fired last; of several at one moment the one written last. */
function lastFired({ schedule, timezone }: Scheduled, at: Date): Holding | undefined {
  let fired: Holding | undefined;
  for (const [index, entry] of schedule.entries()) {
    if (entry.cron === undefined) continue;
    const since = lastFire(soundCron(entry.cron), entry.timezone ?? timezone, at);
    if (since !== undefined && (fired === undefined || since >= fired.since)) fired = { index, since };
  }
  return fired;
}
