import { DAY_MS, MINUTE_MS } from '../../domain/duration.js';
import { kindOfDay, MINUTES_A_DAY } from './calendar.js';
import type { Cron } from './cron/cron.js';
import { reader } from './reader.js';
import { dateOf, momentOfWall } from './schedule-time.js';

/*
 * Windows of a schedule: from one time of day, up to but not including another, on some days of the week. Their
 * beginnings and ends are crons with fixed times, and behave like those when the clock changes.
 */

/** The days of the week on which a window begins, and how holidays count. */
interface Weekdays {
  /** 0 is Sunday. */
  weekdays: number[];
  /** `among`: holidays count whatever day of the week they are; `not`: they never count. */
  holidays?: 'among' | 'not';
}

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The days of `Mon-Fri`, `Sat,Sun,holidays` or `Fri-Mon except holidays`, or a sentence about what is wrong. */
function readWeekdays(text: string): Weekdays | string {
  const [whole, listed = text] = /^(.*\S)\s+except\s+holidays$/i.exec(text.trim()) ?? [];
  const items = listed.split(',').map((item) => item.trim().toLowerCase());
  const days = items.filter((item) => item !== 'holidays').map(daysIn);
  if (days.some((numbers) => numbers === undefined))
    return `${JSON.stringify(text)} is not understood: write days as Mon-Fri, Sat,Sun,holidays or Fri-Mon except holidays`;
  const weekdays = days.flatMap((numbers) => numbers ?? []);
  const areAmong = items.includes('holidays');
  if (areAmong && whole !== undefined)
    return `${JSON.stringify(text)} both includes and excepts holidays: keep one of them`;
  if (areAmong) return { weekdays, holidays: 'among' };
  return whole === undefined ? { weekdays } : { weekdays, holidays: 'not' };
}

/** The days of `mon`, or of `fri-mon`, which goes on over the end of the week; undefined for anything else. */
function daysIn(item: string): number[] | undefined {
  const ends = item.split('-').map(dayCalled);
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined || ends.length > 2) return undefined;
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
}

/** The day of a whole name or its first three letters. */
function dayCalled(written: string): number | undefined {
  const name = written.trim();
  const day = NAMES.findIndex((known) => known === name || known.slice(0, 3) === name);
  return day < 0 ? undefined : day;
}

/** Do the days of a window name holidays? */
export function namesHolidays(days: string | undefined): boolean {
  return days !== undefined && /\bholidays\b/i.test(days);
}

const { problemOf: weekdaysProblem, sound: soundWeekdays } = reader(readWeekdays);

export { weekdaysProblem };

/** The days of a window; every day if it names none. */
export const weekdaysOf = ({ days = 'Sun-Sat' }: Pick<Window, 'days'>): Weekdays => soundWeekdays(days);

/** A window as the file writes it. */
export interface Window {
  /** Days on which it begins; every day without it. */
  days?: string | undefined;
  from: string;
  to: string;
  /** The holidays, in days since 1970-01-01, if `days` names them. */
  holidays?: ReadonlySet<number> | undefined;
}

/** Is an entry of a schedule a window, and not a cron? */
export function isWindow(entry: { from?: string | undefined; to?: string | undefined }): entry is Window {
  return entry.from !== undefined && entry.to !== undefined;
}

/** `Mon-Fri 07:00-20:00`. */
export function windowText({ days, from, to }: Window): string {
  return `${days === undefined ? '' : `${days} `}${from}-${to}`;
}

function readTime(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  return Number(minutes) > 59 || !(time <= MINUTES_A_DAY) ? undefined : time;
}

/** What is wrong with a time of day; 24:00 is the end of a day. */
export function timeProblem(text: string): string | undefined {
  if (readTime(text) !== undefined) return undefined;
  return `${JSON.stringify(text)} is no time of day: write "07:00", up to "24:00"`;
}

/**
 * When a window begins and ends, in minutes from the midnight of the day on which it begins. One whose end is not after
 * its beginning ends on the next day.
 */
export function spanOf({ from, to }: Pick<Window, 'from' | 'to'>): { begins: number; ends: number } {
  const [begins, written] = [readTime(from) ?? 0, readTime(to) ?? 0];
  const days = written > begins ? 0 : Math.floor((begins - written) / MINUTES_A_DAY) + 1;
  return { begins, ends: written + days * MINUTES_A_DAY };
}

/** The beginning and the end of a window, as crons. */
export function edgesOf(window: Window): { start: Cron; end: Cron } {
  const isDay = daysTest(window);
  const { begins, ends } = spanOf(window);
  const at = (minute: number): Cron => ({
    times: 1n << BigInt(minute % MINUTES_A_DAY),
    fixed: true,
    matches: (day) => isDay(day - Math.floor(minute / MINUTES_A_DAY)),
  });
  return { start: at(begins), end: at(ends) };
}

function daysTest(window: Window): (day: number) => boolean {
  const { weekdays, holidays: rule } = weekdaysOf(window);
  const isWeekday = (day: number) => weekdays.includes(kindOfDay(day) % 7);
  const isHoliday = (day: number) => window.holidays?.has(day) === true;
  if (rule === 'among') return (day) => isWeekday(day) || isHoliday(day);
  return rule === 'not' ? (day) => isWeekday(day) && !isHoliday(day) : isWeekday;
}

/** No window is longer than a day, and none begins later than the midnight after the day it is named for. */
const DAYS_BACK = 2;

/**
 * Since when a window holds at a moment; undefined if it does not. The beginning and the end of a day's window belong
 * together: if the clock skips both, that day has no window; if it skips the end of one window and the beginning of the
 * next, the next one holds.
 */
export function heldSince(window: Window, timezone: string, at: Date): Date | undefined {
  const isDay = daysTest(window);
  const { begins, ends } = spanOf(window);
  const today = Date.parse(dateOf(at, timezone)) / DAY_MS;
  const momentOf = (day: number, minute: number) => momentOfWall(day * DAY_MS + minute * MINUTE_MS, timezone);
  // Tomorrow's window is tried, too: if the clock goes back over midnight, tomorrow has already begun once.
  for (let day = today + 1; day >= today - DAYS_BACK; day--) {
    if (!isDay(day)) continue;
    const since = momentOf(day, begins);
    if (since <= at && at < momentOf(day, ends)) return since;
  }
  return undefined;
}
