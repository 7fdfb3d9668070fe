import { addDays, startOfDay } from './schedule-time.js';

const DAYS = /^(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?$/;

/** Whether the calendar has such a day: 2026-02-29 is none. */
function isDate(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date;
}

/** What is wrong with `YYYY-MM-DD` or `YYYY-MM-DD..YYYY-MM-DD`; `undefined` when it is sound. */
export function daysProblem(text: string): string | undefined {
  const shown = JSON.stringify(text);
  const match = DAYS.exec(text);
  if (match === null) return `${shown} is no date: write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD`;
  const [, first = '', last = first] = match;
  const impossible = [...new Set([first, last])].filter((date) => !isDate(date));
  if (impossible.length > 0) return `there is no ${impossible.join(' and no ')} in the calendar`;
  return last < first ? `${shown} ends before it begins` : undefined;
}

/** More than any file has; a long-lived program only must not grow for ever. */
const CACHE_SIZE = 4096;
const cache = new Map<string, { from: Date; to: Date }>();

/** The moments at which the days of a checked text begin and have ended in a time zone. @param text see `daysProblem` */
export function boundsOf(text: string, timezone: string): { from: Date; to: Date } {
  const key = `${timezone}\n${text}`;
  let bounds = cache.get(key);
  if (bounds === undefined) {
    const [, first = text, last = first] = DAYS.exec(text) ?? [];
    bounds = { from: startOfDay(first, timezone), to: startOfDay(addDays(last, 1), timezone) };
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(key, bounds);
  }
  return bounds;
}
