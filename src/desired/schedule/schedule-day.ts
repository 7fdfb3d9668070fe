import { cached } from '../../domain/cached.js';
import { type Cron, soundCron } from './cron/cron.js';
import { type DayClock, dayClock, firesOn, minutesOf, steadyOffset } from './cron/cron-fires.js';
import type { ScheduleEntry } from './entries.js';
import type { Scheduled } from './schedule.js';
import { sizeKey } from './schedule-words.js';
import { edgesOf, isWindow } from './window.js';

/** A cron of a schedule, and its time zone. */
export interface Line {
  cron: Cron;
  timezone: string;
  /** The index of its entry in the schedule. */
  entry: number;
  /** A key that is equal for lines with the same effect: it makes no difference which of them fires. */
  outcome: string;
  /**
   * Each firing of the line has an effect, also after another one with the same outcome. A line that begins or ends a
   * window has, because what holds then depends on more than the line that fired last. So has an `on: change` entry,
   * and each entry of a deployment that may sleep, because between two firings people or `idle` may change the number.
   */
  counts: boolean;
}

/** The crons of an entry: its own, or the two edges of its window. @throws SyntaxError for an unsound expression */
export function cronsOf(entry: ScheduleEntry): Cron[] {
  if (isWindow(entry)) {
    const { start, end } = edgesOf(entry);
    return [start, end];
  }
  return entry.cron === undefined ? [] : [soundCron(entry.cron)];
}

/** All crons of a schedule. @throws SyntaxError for an unsound expression */
export function linesOf({ schedule, timezone, idle }: Scheduled): Line[] {
  const hasWindows = schedule.some(isWindow);
  return schedule.flatMap((entry, index) =>
    cronsOf(entry).map((cron) => ({
      cron,
      timezone: entry.timezone ?? timezone,
      entry: index,
      outcome: hasWindows ? `${index}` : sizeKey(entry),
      counts: isWindow(entry) || entry.on !== undefined || idle !== undefined,
    })),
  );
}

/** A minute of a day, and the entries of the schedule that fire in it, the last in the file first. */
export interface Point {
  minute: number;
  entries: readonly number[];
}

/** What the lines of a schedule do on one day in UTC. Days that are alike share a course. */
export interface DayCourse {
  /** In order. A point with the same outcome as the one before it is left out, unless each firing counts. */
  points: readonly Point[];
  /** The entries that fire in some minute in which no later entry of the file fires. */
  deciding: readonly number[];
}

/**
 * Returns a function for the course of any day of a schedule. A course is computed once for all days on which the same
 * lines fire by the same clocks.
 */
export function dayCourses(lines: readonly Line[]): (day: number) => DayCourse {
  const timezones = [...new Set(lines.map(({ timezone }) => timezone))];
  const byZone = timezones.map((timezone) => lines.filter((line) => line.timezone === timezone));
  const known = new Map<string, DayCourse>();
  return (day) => {
    const clocks = timezones.map((timezone) => dayClock(timezone, day));
    return cached(known, likeness(byZone, clocks, day), () =>
      courseOn(lines, new Map(timezones.map((timezone, index) => [timezone, clocks[index]])), day),
    );
  };
}

/**
 * A key that is equal for days that are alike: what the clocks do, and which lines fire on the local dates that the day
 * in UTC overlaps.
 * @param byZone the lines of each time zone
 */
function likeness(byZone: readonly (readonly Line[])[], clocks: readonly DayClock[], day: number): string {
  let key = '';
  for (const [index, clock] of clocks.entries()) {
    const offset = steadyOffset(clock);
    key += offset ?? JSON.stringify(clock);
    const first = offset === undefined || offset < 0 ? day - 1 : day;
    const last = offset === undefined ? day + 1 : first + 1;
    for (const { cron } of byZone[index] ?? []) {
      let fires = ' ';
      for (let date = first; date <= last; date++) fires += cron.matches(date) ? '+' : '-';
      key += fires;
    }
  }
  return key;
}

function courseOn(
  lines: readonly Line[],
  clocks: ReadonlyMap<string, DayClock | undefined>,
  day: number,
): DayCourse {
  const byMinute = new Map<number, Line[]>();
  const deciding: number[] = [];
  let taken = 0n;
  for (const line of [...lines].reverse()) {
    const clock = clocks.get(line.timezone);
    if (!clock) continue;
    const fires = firesOn(line.cron, clock, day);
    for (const minute of minutesOf(fires)) cached(byMinute, minute, () => []).push(line);
    if ((fires & ~taken) !== 0n) deciding.push(line.entry);
    taken |= fires;
  }
  const minutes = [...byMinute].sort(([a], [b]) => a - b);
  const points = minutes.filter(
    ([, own], index) =>
      own[0]?.outcome !== minutes[index - 1]?.[1][0]?.outcome || own.some(({ counts }) => counts),
  );
  return {
    points: points.map(([minute, own]) => ({ minute, entries: own.map(({ entry }) => entry) })),
    deciding,
  };
}
