import { daysProblem } from '../schedule/schedule-days.js';
import type { Days, DaysRead } from './days.js';
import { readCalendar } from './ics.js';

/** `2027-01-01`, or `2027-12-24..2027-12-31`, that is sound. */
export function daysOf(text: string): Days {
  const [first = '', last = first] = text.split('..');
  return { first, last };
}

/**
 * The days in a file of holidays: a calendar (iCalendar, `.ics`), or a date or a range of dates a line, with a name
 * behind it if it pleases, and comments from `#` on.
 */
export function readHolidays(text: string): DaysRead {
  return /^\s*BEGIN:VCALENDAR/i.test(text.replace(/^\ufeff/, '')) ? readCalendar(text) : readDates(text);
}

function readDates(text: string): DaysRead {
  const read: DaysRead = { days: [], problems: [] };
  for (const [index, written] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const [date = ''] = written.replace(/#.*/, '').trim().split(/\s+/);
    if (date === '') continue;
    const message = daysProblem(date);
    if (message === undefined) read.days.push(daysOf(date));
    else read.problems.push({ line: index + 1, message });
  }
  return read;
}
