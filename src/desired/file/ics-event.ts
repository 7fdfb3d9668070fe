import { DAY_MS } from '../../domain/duration.js';
import { type Days, isDate } from '../schedule/schedule-days.js';
import { addDays } from '../schedule/schedule-time.js';

/* One event of a calendar, as whole days. */

/** A line of a calendar, put together where it was folded: `DTSTART;VALUE=DATE:20270101`. */
export interface Property {
  line: number;
  name: string;
  value: string;
}

/** The years for which events that repeat for ever are read. */
const YEARS = { from: 2020, to: 2069 } as const;
/** No holiday is longer; a longer event is a mistake. */
const MOST_DAYS = 366;

/** The value of an event's first property of a name. */
export function textOf(event: readonly Property[], name: string): string | undefined {
  return event.find((property) => property.name === name)?.value;
}

/** The days of an event, or a sentence about what is wrong with it. */
export function daysOfEvent(event: readonly Property[]): Days[] | string {
  const { start, end } = boundsOf(event);
  if (start === undefined) return 'an event has no DTSTART';
  if (textOf(event, 'STATUS')?.toUpperCase() === 'CANCELLED') return [];
  // An event that begins at a time of day is no whole day.
  if (/^\d{8}T/.test(start)) return [];
  const first = dateOf(start);
  if (first === undefined) return `DTSTART ${start} is no date`;
  const length = lengthOf(first, end, textOf(event, 'DURATION'));
  if (typeof length === 'string') return length;
  const rule = textOf(event, 'RRULE');
  const firsts = rule === undefined ? [first] : yearly(first, rule);
  if (typeof firsts === 'string') return firsts;
  const listed = (list: string) =>
    event.flatMap(({ name, value }) => (name === list ? value.split(',').map((one) => one.trim()) : []));
  const more = listed('RDATE').map((written) => ({ written, date: dateOf(written.slice(0, 8)) }));
  const unread = more.find(({ date }) => date === undefined);
  if (unread) return `RDATE ${unread.written} of ${first} is no date`;
  const without = new Set(listed('EXDATE').map((written) => dateOf(written.slice(0, 8))));
  return [...firsts, ...more.flatMap(({ date }) => date ?? [])]
    .filter((date) => !without.has(date))
    .map((date) => ({ first: date, last: addDays(date, length - 1) }));
}

/**
 * The beginning and end of an event, as written. An event from midnight to midnight, by its own clock, has whole days,
 * too, so the times of day are cut off.
 */
function boundsOf(event: readonly Property[]): { start?: string | undefined; end?: string | undefined } {
  const [start, end] = [textOf(event, 'DTSTART'), textOf(event, 'DTEND')];
  const isMidnight = (time: string | undefined) => /^\d{8}T000000$/.test(time ?? '');
  const lastsDays =
    end === undefined ? daysIn(textOf(event, 'DURATION')) !== undefined : isMidnight(end) && start !== end;
  return isMidnight(start) && lastsDays
    ? { start: start?.slice(0, 8), end: end?.slice(0, 8) }
    : { start, end };
}

/** `2027-01-01` for `20270101`; undefined for a date that does not exist. */
export function dateOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  return isDate(date) ? date : undefined;
}

/** The number of days of an event, or a sentence about what is wrong. Its end is the day after its last. */
function lengthOf(first: string, end: string | undefined, duration: string | undefined): number | string {
  let days = 1;
  if (end !== undefined) {
    const after = dateOf(end);
    if (after === undefined) return `DTEND ${end} is no date`;
    // For an event of one day, some calendars write that day itself as its end.
    days = Math.max(1, (Date.parse(after) - Date.parse(first)) / DAY_MS);
    if (after < first) return `the event of ${first} ends before it begins`;
  } else if (duration !== undefined) {
    const written = daysIn(duration);
    if (written === undefined) return `DURATION ${duration} is not read: write DTEND`;
    days = written;
  }
  return days > MOST_DAYS ? `the event of ${first} has ${days} days: ${MOST_DAYS} are the most` : days;
}

/** The whole days of a duration such as `P3D`, `P1W` or `PT24H`; undefined if it has none, or a part of one. */
function daysIn(duration = ''): number | undefined {
  const [, weeks, days = 0, hours = 0] =
    /^\+?P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:0+M)?(?:0+S)?)?)$/.exec(duration.toUpperCase()) ?? [];
  const whole = weeks === undefined ? Number(days) + Number(hours) / 24 : Number(weeks) * 7;
  return whole > 0 && Number.isInteger(whole) ? whole : undefined;
}

/** The dates on which a rule repeats a first one, or a sentence about a part of the rule that is not read. */
function yearly(first: string, written: string): string[] | string {
  const rule = new Map(
    written.split(';').map((part): [string, string] => {
      const [key = '', value = ''] = part.split('=');
      return [key.toUpperCase(), value.toUpperCase()];
    }),
  );
  const [year = 0, month = 0, day = 0] = first.split('-').map(Number);
  const interval = Number(rule.get('INTERVAL') ?? 1);
  const until = dateOf((rule.get('UNTIL') ?? '').slice(0, 8));
  const isKnown = [...rule].every(([key, value]) => {
    if (key === 'BYMONTH') return Number(value) === month;
    if (key === 'BYMONTHDAY') return Number(value) === day;
    if (key === 'INTERVAL') return interval >= 1;
    if (key === 'COUNT') return /^\d+$/.test(value);
    if (key === 'UNTIL') return until !== undefined;
    return (key === 'FREQ' && value === 'YEARLY') || key === 'WKST';
  });
  if (!isKnown || !rule.has('FREQ'))
    return `RRULE ${written} of ${first} is not read: only the same day of every year (FREQ=YEARLY) is; write the dates out`;
  let remaining = Number(rule.get('COUNT') ?? Number.POSITIVE_INFINITY);
  const dates: string[] = [];
  for (let now = year; now <= YEARS.to && remaining > 0; now += interval) {
    const date = dateOf(`${now}${first.slice(5, 7)}${first.slice(8)}`);
    // 29 February exists only in leap years.
    if (date === undefined) continue;
    if (until !== undefined && date > until) break;
    remaining--;
    if (now >= YEARS.from || now === year) dates.push(date);
  }
  return dates;
}
