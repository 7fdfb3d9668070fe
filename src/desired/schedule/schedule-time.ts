import { DAY_MS, MINUTE_MS } from '../../domain/duration.js';
import { MINUTES_A_DAY } from './calendar.js';
import { clockChanges, offsetAt } from './zone-clock.js';

/* Wall clocks of IANA time zones. Nothing here looks at the machine's own clock or zone. */

/** How far a zone's clock is ahead of UTC at a moment, in ms. */
function offsetMs(at: number, timezone: string): number {
  return offsetAt(timezone, Math.floor(at / MINUTE_MS)) * MINUTE_MS;
}

/** What a zone's clock shows at a moment, as if it were UTC. */
const shownAt = (at: Date, timezone: string) =>
  new Date(at.getTime() + offsetMs(at.getTime(), timezone)).toISOString();

/**
 * The moment at which a wall clock shows a time. If the time comes twice, it is the first of both; if it is skipped, it
 * is the moment at which the clock jumps over it.
 * @param wall milliseconds, as if the wall clock were UTC
 */
export function momentOfWall(wall: number, timezone: string): Date {
  return momentsOfWall(wall, timezone)[0] ?? jumpOver(wall, timezone);
}

function jumpOver(wall: number, timezone: string): Date {
  const minute = Math.floor(wall / MINUTE_MS);
  const closeBy = clockChanges(timezone, minute - 2 * MINUTES_A_DAY, minute + 2 * MINUTES_A_DAY);
  const jump = closeBy.find(({ at, before, after }) => at + before <= minute && minute < at + after);
  return new Date((jump?.at ?? minute) * MINUTE_MS);
}

/**
 * The moments at which a wall clock shows a time, in order: none if it is skipped, two if the clock goes back over it.
 */
export function momentsOfWall(wall: number, timezone: string): Date[] {
  // A day earlier and a day later are beyond a clock change nearby, so they have the offsets before and after it.
  const offsets = new Set([offsetMs(wall - DAY_MS, timezone), offsetMs(wall + DAY_MS, timezone)]);
  const moments = [...offsets].map((offset) => wall - offset);
  const shown = moments.filter((at) => at + offsetMs(at, timezone) === wall).sort((a, b) => a - b);
  return shown.map((at) => new Date(at));
}

/** The date a zone's calendar shows at a moment: `YYYY-MM-DD`. */
export function dateOf(at: Date, timezone: string): string {
  return shownAt(at, timezone).slice(0, 10);
}

/** The date that is `days` days later, or earlier if it is negative. @param date `YYYY-MM-DD` */
export function addDays(date: string, days: number): string {
  const [day = date] = new Date(Date.parse(date) + days * DAY_MS).toISOString().split('T');
  return day;
}

/** The moment at which a date begins in a zone. @param date `YYYY-MM-DD` */
export function startOfDay(date: string, timezone: string): Date {
  return momentOfWall(Date.parse(date), timezone);
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `Mon`, `Tue`, … of a date. @param date `YYYY-MM-DD` */
export function weekdayOf(date: string): string {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '';
}

/** A moment as people of a zone say it: `Fri 2026-03-27 20:00 Europe/Vienna`. */
export function formatMoment(at: Date, timezone: string): string {
  const wall = shownAt(at, timezone);
  return `${weekdayOf(wall.slice(0, 10))} ${wall.slice(0, 10)} ${wall.slice(11, 16)} ${timezone}`;
}
