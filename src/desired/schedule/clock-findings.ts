import { MINUTE_MS } from '../../domain/duration.js';
import { MINUTES_A_DAY } from './calendar.js';
import { firesWithin } from './cron/cron-fires.js';
import type { ScheduleEntry } from './entries.js';
import { cronsOf } from './schedule-day.js';
import { edgesOf, isWindow, spanOf, type Window } from './window.js';
import { clockChanges } from './zone-clock.js';

const YEAR = 366 * MINUTES_A_DAY;

/**
 * A sentence about the times of an entry that the clock skips or shows twice within a year; undefined if there are
 * none. Crons without fixed times, such as `* * * * *`, go by the wall clock and lose nothing.
 * @param timezone the time zone of the entry @param at the beginning of that year
 */
export function clockFinding(entry: ScheduleEntry, timezone: string, at: Date): string | undefined {
  const crons = cronsOf(entry).filter(({ fixed }) => fixed);
  const now = Math.floor(at.getTime() / MINUTE_MS);
  const sentences: string[] = [];
  for (const { at: moment, before, after } of clockChanges(timezone, now, now + YEAR)) {
    const [from, to] = [moment + Math.min(before, after), moment + Math.max(before, after)];
    // The first skipped time is at the moment of the jump anyway, so it is not moved.
    const first = after > before ? from + 1 : from;
    const isLost = after > before && isWindow(entry) && liesWithin(entry, from, to);
    if (!isLost && !crons.some((one) => firesWithin(one, first, to))) continue;
    const hours = `${wall(from).slice(11)} to ${wall(to).slice(11)} on ${wall(from).slice(0, 10)}`;
    sentences.push(
      after > before
        ? `the clock skips ${hours}, ${isLost ? 'and with them this whole window' : `and the entry counts at ${wall(to).slice(11)}`}`
        : `the clock shows ${hours} twice, and the first time counts`,
    );
  }
  return sentences.length === 0 ? undefined : `in ${timezone} ${sentences.join('; ')}`;
}

/** Does a window begin and end within a stretch of the wall clock, in minutes since 1970? */
function liesWithin(window: Window, from: number, to: number): boolean {
  const { begins, ends } = spanOf(window);
  return firesWithin(edgesOf(window).start, from, to - (ends - begins) + 1);
}

/** `2027-03-28T02:00` of a minute of the wall clock. */
function wall(minute: number): string {
  return new Date(minute * MINUTE_MS).toISOString().slice(0, 16);
}
