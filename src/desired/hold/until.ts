import { readDuration } from '../../domain/duration.js';
import { parseMoment, soundMoment } from '../schedule/moment.js';
import { addDays, dateOf, momentOfWall, momentsOfWall } from '../schedule/schedule-time.js';

const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/**
 * The moment at which a hold ends. `02:00` is the next time that the clock of the zone shows it, which may be the
 * second time when the clock goes back. `+4h` is counted from now. Everything else is a moment in ISO 8601, by the
 * clock of the zone if it has no offset.
 * @returns the moment, whole seconds, or a sentence about what is wrong that follows the flag's name
 */
export function parseUntil(text: string, now: Date, timezone: string): Date | string {
  // As in windows, 24:00 is 00:00 of the next day.
  const [, hours, minutes] = CLOCK.exec(text === '24:00' ? '00:00' : text) ?? [];
  const at =
    hours && minutes
      ? nextClock(`${hours.padStart(2, '0')}:${minutes}`, now, timezone)
      : later(text, now, timezone);
  if (typeof at === 'string') return at;
  // The file of holds has four digits for the year: a later one could not be read again.
  if (!(at.getUTCFullYear() <= 9999)) return `is too far away: ${text}`;
  return at > now ? at : `is in the past: ${text} was ${at.toISOString().replace('.000', '')}`;
}

function nextClock(clock: string, now: Date, timezone: string): Date {
  const today = dateOf(now, timezone);
  for (let days = 0; ; days++) {
    const wallMs = Date.parse(`${addDays(today, days)}T${clock}Z`);
    const next = [...momentsOfWall(wallMs, timezone), momentOfWall(wallMs, timezone)].find((at) => at > now);
    if (next) return next;
  }
}

function later(text: string, now: Date, timezone: string): Date | string {
  if (/^\+|^[\d.]+[a-zµμ]/.test(text)) {
    const ms = readDuration(text);
    if (typeof ms !== 'string') {
      const at = new Date(now.getTime() + ms);
      at.setUTCMilliseconds(0);
      return at;
    }
    if (text.startsWith('+')) return ms;
  }
  const read = parseMoment(text);
  if (typeof read !== 'string') return soundMoment(text, timezone);
  return read.includes('; write ') ? `${read}, 02:00 or +4h` : read;
}
