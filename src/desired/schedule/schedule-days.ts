import { cached } from '../../domain/cached.js';
import { soundMoment } from './moment.js';
import { addDays, startOfDay } from './schedule-time.js';

const DAYS = /^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$/;

/** Does the calendar have this day? It has no 2026-02-29. */
export function isDate(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date;
}

/** Whole days, the last one included; dates as `2027-01-01`. */
export interface Days {
  first: string;
  last: string;
}

/** The days of a sound text, `2027-01-01` or `2026-12-24..2027-01-06`. */
export function daysOf(text: string): Days {
  const [first = '', last = first] = text.split('..');
  return { first, last };
}

/** `2026-12-24..2027-01-06`, or only the date of a single day. */
export function daysText({ first, last }: Days): string {
  return first === last ? first : `${first}..${last}`;
}

/** What is wrong with `YYYY-MM-DD` or `YYYY-MM-DD..YYYY-MM-DD`; undefined if it is sound. */
export function daysProblem(text: string): string | undefined {
  const shown = JSON.stringify(text);
  if (!DAYS.test(text)) return `${shown} is no date: write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD`;
  const { first, last } = daysOf(text);
  const impossible = [...new Set([first, last])].filter((date) => !isDate(date));
  if (impossible.length > 0) return `there is no ${impossible.join(' and no ')} in the calendar`;
  return last < first ? `${shown} ends before it begins` : undefined;
}

/** A time outside the schedule, as the file has it: days, or from one moment to another. */
export interface Stretch {
  date?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** `2026-12-24..2027-01-06`, `2026-12-01T18:00 to 2026-12-02T02:00`. */
export function stretchText({ date, from, to }: Stretch): string {
  return date ?? `${from} to ${to}`;
}

/**
 * How many stretches are cached, more than any file has. A list of holidays may have thousands, and all of them are
 * looked up each time that excepted days begin or end.
 */
const CACHE_SIZE = 65_536;
const cache = new Map<string, { from: Date; to: Date }>();

/** The moments at which a checked stretch begins and ends, by the clock of a zone. */
export function boundsOf(stretch: Stretch, timezone: string): { from: Date; to: Date } {
  const key = `${timezone}\n${stretchText(stretch)}`;
  return cached(cache, key, () => boundsAnew(stretch, timezone), CACHE_SIZE);
}

function boundsAnew({ date, from, to }: Stretch, timezone: string): { from: Date; to: Date } {
  if (from !== undefined && to !== undefined)
    return { from: soundMoment(from, timezone), to: soundMoment(to, timezone) };
  const { first, last } = daysOf(date ?? '');
  return { from: startOfDay(first, timezone), to: startOfDay(addDays(last, 1), timezone) };
}
