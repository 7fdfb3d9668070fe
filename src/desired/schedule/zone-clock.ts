import { cached } from '../../domain/cached.js';
import { MINUTE_MS } from '../../domain/duration.js';
import { MINUTES_A_DAY } from './calendar.js';
/*
 * When the clocks of IANA time zones change. Node's Intl has the offsets, but each question takes microseconds, so the
 * changes in a year of a zone are determined once. Offsets are whole minutes, as they have been everywhere since 1972.
 */

/** A change of a zone's clock: from one offset to another. Everything in minutes, moments since 1970 in UTC. */
export interface ClockChange {
  at: number;
  /** Minutes ahead of UTC. */
  before: number;
  after: number;
}

interface ZoneYear {
  /** The offset just before the year begins, in UTC. */
  offset: number;
  changes: readonly ClockChange[];
}

/** Two changes that undo each other are weeks apart (Morocco's Ramadan), so one look a week misses none. */
const LOOK_EVERY = 7 * MINUTES_A_DAY;

const formatters = new Map<string, Intl.DateTimeFormat>();
const zones = new Map<string, Map<number, ZoneYear>>();

/** A formatter that gives a zone's offset. Making one is slow, so it is kept. @throws RangeError for an unknown zone */
function formatterOf(timezone: string): Intl.DateTimeFormat {
  return cached(
    formatters,
    timezone,
    () => new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' }),
  );
}

const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2}))?(?::\d{2})?$/;

function intlOffset(timezone: string, minute: number): number {
  const [, sign, hours, minutes] = OFFSET.exec(formatterOf(timezone).format(minute * MINUTE_MS)) ?? [];
  const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -offset : offset;
}

function yearOf(timezone: string, year: number): ZoneYear {
  const years = cached(zones, timezone, () => new Map<number, ZoneYear>());
  return cached(years, year, () => findChanges(timezone, year));
}

function findChanges(timezone: string, year: number): ZoneYear {
  const [start, end] = [startOfYear(year), startOfYear(year + 1)];
  const changes: ClockChange[] = [];
  const first = intlOffset(timezone, start - 1);
  let [from, before] = [start - 1, first];
  while (from < end) {
    const to = Math.min(from + LOOK_EVERY, end);
    const after = intlOffset(timezone, to);
    if (after !== before) changes.push({ at: momentOfChange(timezone, from, to, before), before, after });
    [from, before] = [to, after];
  }
  return { offset: first, changes: changes.filter(({ at }) => at < end) };
}

/** The first minute with another offset, by bisection. */
function momentOfChange(timezone: string, from: number, to: number, before: number): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (intlOffset(timezone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function startOfYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1) / MINUTE_MS;
}

function yearAt(minute: number): number {
  return new Date(minute * MINUTE_MS).getUTCFullYear();
}

/** The changes from one minute up to, but not including, another, in order. @throws RangeError for an unknown zone */
export function clockChanges(timezone: string, from: number, to: number): ClockChange[] {
  const changes: ClockChange[] = [];
  for (let year = yearAt(from); year <= yearAt(to); year++) {
    for (const change of yearOf(timezone, year).changes) {
      if (from <= change.at && change.at < to) changes.push(change);
    }
  }
  return changes;
}

/**
 * How many minutes a zone's clock is ahead of UTC.
 * @param minute since 1970, in UTC
 * @throws RangeError for an unknown zone
 */
export function offsetAt(timezone: string, minute: number): number {
  const { offset, changes } = yearOf(timezone, yearAt(minute));
  return changes.findLast(({ at }) => at <= minute)?.after ?? offset;
}
