import { MINUTE_MS } from '../../domain/duration.js';
import { MINUTES_A_DAY } from './calendar.js';
import { firesWithin } from './cron/cron-fires.js';
import type { ScheduleEntry } from './entries.js';
import { cronsOf } from './schedule-day.js';
import { edgesOf, isWindow, spanOf, type Window } from './window.js';
import { clockChanges } from './zone-clock.js';

const YEAR = 366 * MINUTES_A_DAY;

/**
 * What becomes of an entry's times that the clock skips or shows twice within a year, in a sentence; undefined where there
 * are none. Entries without fixed times, such as `* * * * *`, go by the clock on the wall and lose nothing.
 * @param timezone by whose clock it goes @param at from when on it is looked at
 */
export function clockFinding(entry: ScheduleEntry, timezone: string, at: Date): string | undefined {
  const crons = cronsOf(entry).filter(({ fixed }) => fixed);
  const now = Math.floor(at.getTime() / MINUTE_MS);
  const told: string[] = [];
  for (const { at: moment, before, after } of clockChanges(timezone, now, now + YEAR)) {
    const [from, to] = [moment + Math.min(before, after), moment + Math.max(before, after)];
    // What the jump begins with is at the moment of the jump anyway.
    const first = after > before ? from + 1 : from;
    const isLost = after > before && isWindow(entry) && liesWithin(entry, from, to);
    if (!isLost && !crons.some((one) => firesWithin(one, first, to))) continue;
    const hours = `${wall(from).slice(11)} to ${wall(to).slice(11)} on ${wall(from).slice(0, 10)}`;
    told.push(
      after > before
        ? `the clock skips ${hours}, ${isLost ? 'which leaves it no time' : `and it counts at ${wall(to).slice(11)}`}`
        : `the clock shows ${hours} twice, and the first time counts`,
    );
  }
  return told.length === 0 ? undefined : `in ${timezone} ${told.join('; ')}`;
}

/** Whether a window begins and ends within a stretch of the wall clock, in minutes since 1970. */
function liesWithin(window: Window, from: number, to: number): boolean {
  const { begins, ends } = spanOf(window);
  return firesWithin(edgesOf(window).start, from, to - (ends - begins) + 1);
}

/** `2027-03-28T02:00` of a minute of the wall clock. */
function wall(minute: number): string {
  return new Date(minute * MINUTE_MS).toISOString().slice(0, 16);
}
