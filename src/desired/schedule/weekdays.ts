/* The days of the week on which a window begins, as the file writes them. */

/** Days of the week, and what holidays are to them. */
interface Weekdays {
  /** 0 is Sunday. */
  weekdays: number[];
  /** Whether holidays are among them whatever day of the week they are, or are none of them. */
  holidays?: 'among' | 'not';
}

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The days in `Mon-Fri`, `Sat,Sun,holidays` or `Fri-Mon except holidays`; what is wrong, where something is. */
function readWeekdays(text: string): Weekdays | string {
  const [whole, listed = text] = /^(.*\S)\s+except\s+holidays$/i.exec(text.trim()) ?? [];
  const items = listed.split(',').map((item) => item.trim().toLowerCase());
  const days = items.filter((item) => item !== 'holidays').map(daysIn);
  if (days.some((some) => some === undefined))
    return `${JSON.stringify(text)} is not understood: write days as Mon-Fri, Sat,Sun,holidays or Fri-Mon except holidays`;
  const weekdays = days.flatMap((some) => some ?? []);
  const areAmong = items.includes('holidays');
  if (areAmong && whole !== undefined)
    return `${JSON.stringify(text)} has holidays among its days and excepts them: keep one of both`;
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

/** Whether the days of a window speak of holidays. */
export function namesHolidays(days: string | undefined): boolean {
  return days !== undefined && /\bholidays\b/i.test(days);
}

/** What is wrong with the days of a window; `undefined` when they are sound. */
export function weekdaysProblem(text: string): string | undefined {
  const read = readWeekdays(text);
  return typeof read === 'string' ? read : undefined;
}

/** The days of a window, every day where it names none. @throws SyntaxError for those that are not sound; see `weekdaysProblem` */
export function weekdaysOf(days: string | undefined): Weekdays {
  const read = days === undefined ? { weekdays: [0, 1, 2, 3, 4, 5, 6] } : readWeekdays(days);
  if (typeof read === 'string') throw new SyntaxError(read);
  return read;
}
