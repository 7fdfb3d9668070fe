import type { Days } from '../schedule/schedule-days.js';
import { dateOf, daysOfEvent, type Property, textOf } from './ics-event.js';

/*
 * Calendars (iCalendar, RFC 5545), as far as holidays need them: events of one or several whole days, which may repeat
 * every year.
 */

/** The days that were read, and the problems with their lines, counted from 1. */
export interface DaysRead {
  days: Days[];
  problems: { line: number; message: string }[];
}

/** An event, and the line on which it ends. */
interface Event {
  line: number;
  properties: Property[];
}

/**
 * The whole days on which a calendar has an event that is not cancelled; events with a time of day do not count. If a
 * day of a repeated event has an event of its own (`RECURRENCE-ID`), that one replaces it.
 */
export function readCalendar(text: string): DaysRead {
  const { events, problems } = eventsOf(unfolded(text));
  const read: DaysRead = { days: [], problems };
  const instanceOf = (date: string | undefined, event: readonly Property[]) =>
    `${date} ${textOf(event, 'UID')}`;
  const replaced = new Set(
    events.flatMap(({ properties }) => {
      const instance = textOf(properties, 'RECURRENCE-ID');
      return instance === undefined ? [] : [instanceOf(dateOf(instance.slice(0, 8)), properties)];
    }),
  );
  for (const { line, properties } of events) {
    const found = daysOfEvent(properties);
    const isReplacement = textOf(properties, 'RECURRENCE-ID') !== undefined;
    if (typeof found === 'string') read.problems.push({ line, message: found });
    else
      read.days.push(
        ...found.filter(({ first }) => isReplacement || !replaced.has(instanceOf(first, properties))),
      );
  }
  return read;
}

/** The properties of the events, without those of their alarms, which have the same names. */
function eventsOf(properties: readonly Property[]): { events: Event[]; problems: DaysRead['problems'] } {
  const events: Event[] = [];
  const problems: DaysRead['problems'] = [];
  let event: Property[] | undefined;
  let begun = 1;
  let depth = 0;
  for (const property of properties) {
    const { name, line } = property;
    const isEvent = property.value.toUpperCase() === 'VEVENT';
    if (name === 'BEGIN' && isEvent) {
      if (event !== undefined) problems.push({ line: begun, message: 'an event has no END:VEVENT' });
      [event, begun, depth] = [[], line, 0];
    } else if (name === 'END' && isEvent) {
      if (event !== undefined) events.push({ line, properties: event });
      else problems.push({ line, message: 'END:VEVENT without its beginning' });
      event = undefined;
    } else if (name === 'BEGIN') depth++;
    else if (name === 'END') depth--;
    else if (depth === 0) event?.push(property);
  }
  if (event !== undefined) problems.push({ line: begun, message: 'the calendar ends within an event' });
  return { events, problems };
}

function unfolded(text: string): Property[] {
  const lines: { line: number; text: string }[] = [];
  for (const [index, written] of text.split(/\r\n|\n|\r/).entries()) {
    const before = lines.at(-1);
    if (/^[ \t]/.test(written) && before) before.text += written.slice(1);
    else lines.push({ line: index + 1, text: written });
  }
  return lines.flatMap(({ line, text: whole }) => {
    const [, name = '', value = ''] = /^([\w-]+)(?:;(?:"[^"]*"|[^":;])*)*:(.*)$/.exec(whole) ?? [];
    return name === '' ? [] : [{ line, name: name.toUpperCase(), value: value.trim() }];
  });
}
