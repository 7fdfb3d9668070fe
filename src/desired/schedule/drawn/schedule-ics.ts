import type { DesiredReplicas } from '../schedule.js';
import { isChange } from '../schedule-changes.js';
import { describeWhy, givesWay, sizeText } from '../schedule-words.js';
import type { ScheduleReport, ScheduleRow } from './schedule-report.js';

/**
 * The changes to come as a calendar (RFC 5545), in UTC: each is an event without length. The identifier of an event
 * consists of moment, zone and name, so that a calendar printed later updates an earlier one.
 * @param from changes before it are left out @param now when the calendar is printed
 */
export function scheduleCalendar(report: ScheduleReport, { from, now }: { from: Date; now: Date }): string {
  const events = report.rows
    .flatMap((row) => changesOf(row, from))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const stamp = `DTSTAMP:${moment(now)}`;
  const eventOf = ({ zone, name, at, before, after }: Change) =>
    written([
      'BEGIN:VEVENT',
      `UID:${moment(at)}-${zone}-${encodeURIComponent(name.toWellFormed())}@exo-di`,
      stamp,
      `DTSTART:${moment(at)}`,
      `SUMMARY:${escaped(`${name}: ${before}${sizeText(after)}`)}`,
      `LOCATION:${escaped(zone)}`,
      `DESCRIPTION:${escaped(describeWhy(after.why))}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]);
  const header = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//exo-di//schedule//EN', 'CALSCALE:GREGORIAN'];
  // Each event is written by itself: a schedule that changes every minute has half a million a year.
  return [written(header), ...events.map(eventOf), written(['END:VCALENDAR'])].join('');
}

const written = (lines: readonly string[]) => lines.map((line) => `${folded(line)}\r\n`).join('');

interface Change {
  zone: string;
  name: string;
  at: Date;
  /** `3 → `; empty where the number before is not known, because an entry leaves room for changes by hand. */
  before: string;
  after: DesiredReplicas;
}

function changesOf({ zone, name, timeline }: ScheduleRow, from: Date): Change[] {
  return timeline.flatMap((segment, index) => {
    const last = timeline[index - 1];
    if (last === undefined || !isChange(last, segment) || segment.from < from) return [];
    const isOpen = last.replicas === segment.replicas || [last, segment].some(givesWay);
    const before = isOpen ? '' : `${last.replicas} → `;
    return [{ zone, name, at: segment.from, before, after: segment }];
  });
}

/** `20261224T080000Z` */
const moment = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '');

/** A TEXT value (3.3.11). It may have no other control characters, and half a surrogate pair has no form in UTF-8. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|[\r\n]/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, ' ');
}

/** A line of at most 75 octets, with the rest on lines that begin with a blank (3.1); no character is split. */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= 75) return line;
  const parts: string[] = [];
  let part = '';
  let length = 0;
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (length + octets > 75) {
      parts.push(part);
      [part, length] = ['', 1];
    }
    part += character;
    length += octets;
  }
  return [...parts, part].join('\r\n ');
}
