import type { DesiredReplicas } from '../schedule.js';
import { describeWhy, givesWay, sizeText } from '../schedule-words.js';
import type { ScheduleReport, ScheduleRow } from './schedule-report.js';

/**
 * The changes to come as a calendar (RFC 5545): an event without length each, in UTC. The identifier of an event is made
 * of moment, zone and name, so that a calendar printed anew brings the old one up to date.
 * @param from changes before it are over @param now when it is printed
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
  // An event at a time: a schedule that changes every minute has half a million a year.
  return [written(header), ...events.map(eventOf), written(['END:VCALENDAR'])].join('');
}

const written = (lines: readonly string[]) => lines.map((line) => `${folded(line)}\r\n`).join('');

interface Change {
  zone: string;
  name: string;
  at: Date;
  /** `3 → `; nothing where an entry gives way, so that it is not known what there is. */
  before: string;
  after: DesiredReplicas;
}

function changesOf({ zone, name, timeline }: ScheduleRow, from: Date): Change[] {
  return timeline.flatMap((segment, index) => {
    const last = timeline[index - 1];
    if (last === undefined || last.replicas === segment.replicas || segment.from < from) return [];
    const before = [last, segment].some(givesWay) ? '' : `${last.replicas} → `;
    return [{ zone, name, at: segment.from, before, after: segment }];
  });
}

/** `20261224T080000Z` */
const moment = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '');

/** A TEXT value (3.3.11). Other control characters may not stand in it at all, and half a character is none in UTF-8. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|[\r\n]/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, ' ');
}

/** A line of no more than 75 octets, the rest on lines that begin with a blank (3.1); no character is broken. */
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
