import { type CalendarDay, calendarDay, daysInMonth, KINDS_OF_DAY, kindOfDay } from '../calendar.js';
import {
  DATE,
  type Field,
  FieldProblem,
  isStar,
  MONTH,
  type readerWith,
  readField,
  readItems,
  readValue,
  WEEKDAY,
} from './cron-field.js';

/** The days on which a cron fires. */
export interface CronDays {
  /** @param day days since 1970-01-01 */
  matches(day: number): boolean;
  /** How the two day fields are combined if neither is `*` alone, which surprises people. */
  combined?: 'both' | 'either' | undefined;
}

/** Reads the three day fields of an expression; undefined if one is wrong, which `read` has recorded. */
export function readDays(
  read: ReturnType<typeof readerWith>,
  [date, month, weekday]: readonly [date: string, month: string, weekday: string],
): CronDays | undefined {
  const isDate = read(() => readDates(date));
  const months = read(() => new Set(readField(MONTH, month)));
  // As in some crons, a leading `+` means that both fields have to fit in any case.
  const together = weekday.startsWith('+');
  const isWeekday = read(() => readWeekdays(together ? weekday.slice(1) : weekday));
  if (!isDate || !months || !isWeekday) return undefined;
  const both = isStar(date) || isStar(weekday) || together;
  const restricted = !/^[*?]$/.test(date) && !/^[*?]$/.test(weekday);
  return {
    combined: restricted ? (both ? 'both' : 'either') : undefined,
    matches: oncePerKind((day) => {
      if (!months.has(day.month)) return false;
      return both ? isDate(day) && isWeekday(day) : isDate(day) || isWeekday(day);
    }),
  };
}

/** Makes a test that runs only once for each kind of day, and keeps the result. */
function oncePerKind(test: Test): CronDays['matches'] {
  const UNKNOWN = 2;
  const known = new Uint8Array(KINDS_OF_DAY).fill(UNKNOWN);
  return (day) => {
    const kind = kindOfDay(day);
    if (known[kind] === UNKNOWN) known[kind] = test(calendarDay(day)) ? 1 : 0;
    return known[kind] === 1;
  };
}

type Test = (day: CalendarDay) => boolean;

function oneOf(written: string, field: Field, read: (item: string) => Test): Test {
  const tests = readItems(written, field).map(read);
  return (day) => tests.some((test) => test(day));
}

/**
 * Reads days of the month. Beyond cron's own syntax, `L` is the last day, `LW` the last weekday, `15W` the weekday
 * nearest to the 15th.
 */
const readDates = (written: string) =>
  oneOf(written, DATE, (item) => {
    if (/^l$/i.test(item)) return (day) => day.date === daysInMonth(day);
    if (/^lw$/i.test(item)) return (day) => day.date === nearestWeekday(day, daysInMonth(day));
    const [, near] = /^(\d+)w$/i.exec(item) ?? [];
    const dates = near === undefined ? readField(DATE, item) : [readValue(DATE, near, item)];
    return (day) => dates.some((date) => day.date === (near ? nearestWeekday(day, date) : date));
  });

/** The weekday nearest to a date within its month; undefined if the month has no such date. */
function nearestWeekday(day: CalendarDay, date: number): number | undefined {
  const last = daysInMonth(day);
  if (date > last) return undefined;
  const weekday = (((day.weekday + date - day.date) % 7) + 7) % 7;
  if (weekday === 6) return date === 1 ? 3 : date - 1;
  if (weekday === 0) return date === last ? date - 2 : date + 1;
  return date;
}

/**
 * Reads days of the week. Beyond cron's own syntax, `MON#2` is the second Monday of a month, `MON#L` and `MONL` the
 * last.
 */
const readWeekdays = (written: string) =>
  oneOf(written, WEEKDAY, (item) => {
    const [, counted = item, nth] = /^(.+)#(.*)$/.exec(item) ?? /^(\d|[a-z]{3})(l)$/i.exec(item) ?? [];
    if (nth !== undefined && !/^[1-5l]$/i.test(nth))
      throw new FieldProblem(`${WEEKDAY.name} ${item}: after # write 1-5, or L for the last`);
    const weekdays = new Set(readField(WEEKDAY, counted).map((value) => value % 7));
    return (day) => weekdays.has(day.weekday) && (nth === undefined || isNth(day, nth));
  });

function isNth(day: CalendarDay, nth: string): boolean {
  if (/l/i.test(nth)) return day.date + 7 > daysInMonth(day);
  return Math.ceil(day.date / 7) === Number(nth);
}
