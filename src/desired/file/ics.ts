import { DAY_MS } from '../../domain/duration.js';
import { type Days, isDate } from '../schedule/schedule-days.js';
import { addDays } from '../schedule/schedule-time.js';

/*
 * Calendars (iCalendar, RFC 5545) as far as holidays need them: events of whole days, also of several, also every year.
 */

/** What was read, and what is wrong on which line, from 1. */
export interface DaysRead {
  days: Days[];
  problems: { line: number; message: string }[];
}

/** A line of a calendar, put together where it was folded: `DTSTART;VALUE=DATE:20270101`. */
interface Property {
  line: number;
  name: string;
  parameters: string;
  value: string;
}

/** What repeats for ever is read for these years. */
const YEARS = { from: 2020, to: 2069 } as const;
/** No holiday is longer; more is a mistake. */
const MOST_DAYS = 366;

/** The whole days on which a calendar has an event that is not cancelled; events with a time of day are none. */
export function readCalendar(text: string): DaysRead {
  const read: DaysRead = { days: [], problems: [] };
  let event: Property[] | undefined;
  for (const property of unfolded(text)) {
    const { name, value, line } = property;
    if (name === 'BEGIN' && value.toUpperCase() === 'VEVENT') event = [];
    else if (name === 'END' && value.toUpperCase() === 'VEVENT') {
      const found = event === undefined ? 'END:VEVENT without its beginning' : daysOfEvent(event);
      if (typeof found === 'string') read.problems.push({ line, message: found });
      else read.days.push(...found);
      event = undefined;
    } else event?.push(property);
  }
  if (event !== undefined) read.problems.push({ line: 1, message: 'the calendar ends within an event' });
  return read;
}

function unfolded(text: string): Property[] {
  const lines: { line: number; text: string }[] = [];
  for (const [index, written] of text.split(/\r\n|\n|\r/).entries()) {
    const before = lines.at(-1);
    if (/^[ \t]/.test(written) && before) before.text += written.slice(1);
    else lines.push({ line: index + 1, text: written });
  }
  return lines.flatMap(({ line, text: whole }) => {
    const [, name = '', parameters = '', value = ''] =
      /^([\w-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)$/.exec(whole) ?? [];
    return name === '' ? [] : [{ line, name: name.toUpperCase(), parameters, value: value.trim() }];
  });
}

/** The days of an event; what is wrong with it, where something is. */
function daysOfEvent(event: readonly Property[]): Days[] | string {
  const of = (name: string) => event.find((property) => property.name === name);
  const start = of('DTSTART');
  if (start === undefined) return 'an event has no DTSTART';
  if (of('STATUS')?.value.toUpperCase() === 'CANCELLED') return [];
  // A time of day: no whole day.
  if (/^\d{8}T/.test(start.value)) return [];
  const first = dateOf(start.value);
  if (first === undefined) return `DTSTART ${start.value} is no date`;
  const length = lengthOf(first, of('DTEND'), of('DURATION'));
  if (typeof length === 'string') return length;
  const rule = of('RRULE');
  const firsts = rule === undefined ? [first] : yearly(first, rule.value);
  if (typeof firsts === 'string') return firsts;
  const without = new Set(
    event.flatMap(({ name, value }) =>
      name === 'EXDATE' ? value.split(',').map((one) => dateOf(one.slice(0, 8))) : [],
    ),
  );
  return firsts
    .filter((date) => !without.has(date))
    .map((date) => ({ first: date, last: addDays(date, length - 1) }));
}

/** `2027-01-01` of `20270101`; undefined for what the calendar does not have. */
function dateOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  return isDate(date) ? date : undefined;
}

/** How many days an event has; its end is the day after the last. */
function lengthOf(first: string, end: Property | undefined, duration: Property | undefined): number | string {
  let days = 1;
  if (end !== undefined) {
    const after = dateOf(end.value);
    if (after === undefined) return `DTEND ${end.value} is no date`;
    // Some calendars write the day itself where there is only one.
    days = Math.max(1, (Date.parse(after) - Date.parse(first)) / DAY_MS);
    if (after < first) return `the event of ${first} ends before it begins`;
  } else if (duration !== undefined) {
    const [, number, letter] = /^P(\d+)([DW])$/.exec(duration.value) ?? [];
    if (number === undefined) return `DURATION ${duration.value} is not read: write DTEND`;
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
  const isKnown = [...rule].every(([key, value]) => {
    if (key === 'BYMONTH') return Number(value) === month;
    if (key === 'BYMONTHDAY') return Number(value) === day;
    if (key === 'INTERVAL') return interval >= 1;
    return (key === 'FREQ' && value === 'YEARLY') || ['COUNT', 'UNTIL', 'WKST'].includes(key);
  });
  if (!isKnown || !rule.has('FREQ'))
    return `RRULE ${written} of ${first} is not read: only the same day of every year (FREQ=YEARLY) is; write the dates out`;
  const until = dateOf((rule.get('UNTIL') ?? '').slice(0, 8));
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
