import { kindOfDay } from './calendar.js';
import type { Cron } from './cron.js';
import { lastFire } from './cron-fires.js';

/*
 * Windows of a schedule: from one time of day, up to but not including another, on some days of the week. Their ends
 * are crons with fixed times, and so behave like them where the clock changes.
 */

/** A window as the file writes it. */
export interface Window {
  /** Days on which it begins; every day without it. */
  days?: string | undefined;
  from: string;
  to: string;
  /** Days since 1970-01-01 that are holidays, where `days` speaks of them. */
  holidays?: ReadonlySet<number> | undefined;
}

/** The days on which a window begins. */
interface Weekdays {
  /** 0 is Sunday. */
  weekdays: number[];
  /** Whether holidays are among them whatever day of the week they are, or are none of them. */
  holidays?: 'among' | 'not';
}

const MINUTES_A_DAY = 1440;
const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Whether an entry of a schedule is a window, and no cron. */
export function isWindow(entry: { from?: string | undefined; to?: string | undefined }): entry is Window {
  return entry.from !== undefined && entry.to !== undefined;
}

/** `Mon-Fri 07:00-20:00`. */
export function windowText({ days, from, to }: Window): string {
  return `${days === undefined ? '' : `${days} `}${from}-${to}`;
}

/** The days in `Mon-Fri`, `Sat,Sun,holidays` or `Fri-Mon except holidays`; what is wrong, where something is. */
export function readWeekdays(text: string): Weekdays | string {
  const found: number[] = [];
  const [whole, listed = text] = /^(.*\S)\s+except\s+holidays$/i.exec(text.trim()) ?? [];
  let among = false;
  for (const item of listed.split(',').map((part) => part.trim().toLowerCase())) {
    if (item === 'holidays') {
      among = true;
      continue;
    }
    const [first, last, ...more] = item.split('-').map((name) => {
      const fits = (known: string) =>
        name.trim().length >= 3 && (known === name.trim() || known.slice(0, 3) === name.trim());
      return NAMES.findIndex(fits);
    });
    if (first === undefined || first < 0 || (last !== undefined && last < 0) || more.length > 0) {
      return `${JSON.stringify(text)} is not understood: write days as Mon-Fri, Sat,Sun,holidays or Fri-Mon except holidays`;
    }
    // A range goes on over the end of the week.
    for (let day = first; ; day = (day + 1) % 7) {
      found.push(day);
      if (day === (last ?? first)) break;
    }
  }
  if (among && whole !== undefined)
    return `${JSON.stringify(text)} has holidays among its days and excepts them: keep one of both`;
  return {
    weekdays: found,
    ...(among ? { holidays: 'among' } : whole === undefined ? {} : { holidays: 'not' }),
  };
}

/** Whether the days of a window speak of holidays. */
export function namesHolidays(days: string | undefined): boolean {
  return days !== undefined && /\bholidays\b/i.test(days);
}

/** What is wrong with the days of a window; `undefined` when they are sound. */
export function weekdaysProblem(text: string): string | undefined {
  const read = readWeekdays(text);
  return typeof read === 'string' ? read : undefined;
}

/** Minutes of the day; undefined for what is no time of day. */
export function readTime(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  return Number(minutes) > 59 || !(time <= MINUTES_A_DAY) ? undefined : time;
}

/** What is wrong with a time of day; 24:00 is the end of a day. */
export function timeProblem(text: string): string | undefined {
  if (readTime(text) !== undefined) return undefined;
  return `${JSON.stringify(text)} is no time of day: write "07:00", up to "24:00"`;
}

/** When a window begins and ends, as crons. One whose end is not after its beginning ends on the next day. */
export function edgesOf({ days, from, to, holidays }: Window): { start: Cron; end: Cron } {
  const isDay = daysTest(days, holidays ?? new Set());
  const dated = namesHolidays(days);
  const [begins, ends] = [readTime(from) ?? 0, readTime(to) ?? 0];
  const over = ends <= begins || ends === MINUTES_A_DAY ? 1 : 0;
  const at = (minute: number, later: number): Cron => ({
    times: 1n << BigInt(minute % MINUTES_A_DAY),
    fixed: true,
    days: { combined: undefined, dated, matches: (day) => isDay(day - later) },
  });
  return { start: at(begins, begins === MINUTES_A_DAY ? 1 : 0), end: at(ends, over) };
}

/** Whether a window begins on a day. */
function daysTest(days: string | undefined, holidays: ReadonlySet<number>): (day: number) => boolean {
  const read = days === undefined ? { weekdays: [0, 1, 2, 3, 4, 5, 6] } : readWeekdays(days);
  if (typeof read === 'string') return () => false;
  const isWeekday = (day: number) => read.weekdays.includes(kindOfDay(day) % 7);
  if (read.holidays === 'among') return (day) => isWeekday(day) || holidays.has(day);
  if (read.holidays === 'not') return (day) => isWeekday(day) && !holidays.has(day);
  return isWeekday;
}

/**
 * Whether a window ends at the time at which it begins, 24:00 being the next day's 00:00. It goes on where it ends and
 * begins anew; any other whose ends fall together, because the clock jumps over them, has no time.
 */
export function isWholeDay({ from, to }: Pick<Window, 'from' | 'to'>): boolean {
  const [begins = 0, ends = 0] = [readTime(from), readTime(to)];
  return begins % MINUTES_A_DAY === ends % MINUTES_A_DAY;
}

/** Since when a window holds at a moment; `undefined` where it does not. */
export function heldSince(window: Window, timezone: string, at: Date): Date | undefined {
  const { start, end } = edgesOf(window);
  const begun = lastFire(start, timezone, at);
  const ended = lastFire(end, timezone, at);
  if (begun === undefined || ended === undefined) return begun;
  return begun > ended || (isWholeDay(window) && begun.getTime() === ended.getTime()) ? begun : undefined;
}
