import { DAY_MS } from '../../domain/duration.js';

/** A day of the calendar, without time zone. */
export interface CalendarDay {
  year: number;
  /** 1–12. */
  month: number;
  /** 1–31. */
  date: number;
  /** 0 is Sunday. */
  weekday: number;
}

export const MINUTES_A_DAY = 1440;

/** @param day days since 1970-01-01 */
export function calendarDay(day: number): CalendarDay {
  const at = new Date(day * DAY_MS);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    date: at.getUTCDate(),
    weekday: at.getUTCDay(),
  };
}

export function daysInMonth({ year, month }: Pick<CalendarDay, 'year' | 'month'>): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export const KINDS_OF_DAY = 2 * 12 * 31 * 7;

/**
 * A number of days in which every kind of day comes: what has not happened by then never does. (Every year is one of 14
 * kinds, by its first weekday and whether it is a leap year, and any 40 in a row have them all, also around 2100.)
 */
export const EVERY_KIND_OF_DAY = 41 * 366;

/** The days of 400 years, after which dates and weekdays repeat. */
const DAYS_OF_CALENDAR = 146_097;
/** The kind of each of these days plus 1; 0 if it has not been needed yet. */
const kinds = new Uint16Array(DAYS_OF_CALENDAR);

/**
 * A number that is the same for days of the same date, month and weekday in years of the same length: cron knows no
 * other differences between days. @param day days since 1970-01-01
 */
export function kindOfDay(day: number): number {
  const place = day % DAYS_OF_CALENDAR;
  const index = place < 0 ? place + DAYS_OF_CALENDAR : place;
  if (!kinds[index]) kinds[index] = kindAnew(index) + 1;
  return (kinds[index] ?? 0) - 1;
}

function kindAnew(day: number): number {
  const { year, month, date, weekday } = calendarDay(day);
  const isLeapYear = daysInMonth({ year, month: 2 }) === 29;
  return (((isLeapYear ? 12 : 0) + month - 1) * 31 + date - 1) * 7 + weekday;
}
