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

/** What repeats for ever is read for these years. */
const YEARS = { from: 2020, to: 2069 } as const;
/** No holiday is longer; more is a mistake. */
const MOST_DAYS = 366;

/** The value of an event's first property of a name. */
export function textOf(event: readonly Property[], name: string): string | undefined {
  return event.find((property) => property.name === name)?.value;
}

/** The days of an event; what is wrong with it, where something is. */
export function daysOfEvent(event: readonly Property[]): Days[] | string {
  const { start, end } = boundsOf(event);
  if (start === undefined) return 'an event has no DTSTART';
  if (textOf(event, 'STATUS')?.toUpperCase() === 'CANCELLED') return [];
  // A time of day: no whole day.
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

/** When an event begins and ends, as it writes it; from one midnight to another by its own clock are whole days, too. */
function boundsOf(event: readonly Property[]): { start?: string | undefined; end?: string | undefined } {
  const [start, end] = [textOf(event, 'DTSTART'), textOf(event, 'DTEND')];
  const isWhole = start !== end && [start, end].every((time) => /^\d{8}T000000$/.test(time ?? ''));
  return isWhole ? { start: start?.slice(0, 8), end: end?.slice(0, 8) } : { start, end };
}

/** `2027-01-01` of `20270101`; undefined for what the calendar does not have. */
export function dateOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  return isDate(date) ? date : undefined;
}

/** How many days an event has; its end is the day after the last. */
function lengthOf(first: string, end: string | undefined, duration: string | undefined): number | string {
  let days = 1;
  if (end !== undefined) {
    const after = dateOf(end);
    if (after === undefined) return `DTEND ${end} is no date`;
    // Some calendars write the day itself where there is only one.
    days = Math.max(1, (Date.parse(after) - Date.parse(first)) / DAY_MS);
    if (after < first) return `the event of ${first} ends before it begins`;
  } else if (duration !== undefined) {
    const [, number, letter] = /^P(\d+)([DW])$/.exec(duration) ?? [];
    if (number === undefined) return `DURATION ${duration} is not read: write DTEND`;
    days = Number(number) * (letter === 'W' ? 7 : 1);
  }
  return days > MOST_DAYS ? `the event of ${first} has ${days} days: ${MOST_DAYS} are the most` : days;
}

/** The dates on which a rule repeats a first one; what of it is not read, where something is. */
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
  let left = Number(rule.get('COUNT') ?? Number.POSITIVE_INFINITY);
  const dates: string[] = [];
  for (let now = year; now <= YEARS.to && left > 0; now += interval) {
    const date = dateOf(`${now}${first.slice(5, 7)}${first.slice(8)}`);
    // The 29th of February, in other years.
    if (date === undefined) continue;
    if (until !== undefined && date > until) break;
    left--;
    if (now >= YEARS.from || now === year) dates.push(date);
  }
  return dates;
}
