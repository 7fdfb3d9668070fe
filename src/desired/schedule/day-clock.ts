import { MINUTES_A_DAY } from './calendar.js';
import { type ClockChange, clockChanges, offsetAt } from './zone-clock.js';

/*
 * What a zone's clock does on one day of UTC, and what cron makes of its changes: cron(8) of Debian, "Special
 * considerations exist when the clock is changed by less than 3 hours".
 */

/** A part of a day in UTC, in minutes of that day, the end not included. */
export interface Span {
  from: number;
  to: number;
  /** Minutes that the clock is ahead of UTC. */
  offset: number;
  /** The clock shows times that it has shown before: crons with fixed times have fired. */
  repeated: boolean;
}

/** A jump of the clock: crons with fixed times that it skips fire when it has jumped. */
export interface Jump {
  /** Minute of the day in UTC. */
  at: number;
  /** The skipped times of the wall clock, in minutes since 1970, the end not included. */
  from: number;
  to: number;
  /** The jump is so short that cron takes itself to be late: no cron is skipped. */
  short: boolean;
}

/** A day without a change of the clock has one offset and nothing else. */
export type DayClock = { offset: number } | { spans: Span[]; jumps: Jump[] };

/** Changes of the clock by more are corrections for cron: the new time counts, nothing is made up for or held back. */
const MOST_MINUTES = 180;
/** Cron compares with the minute before, so it sees a minute more than the jump has; up to five are mere lateness. */
const LATE_MINUTES = 5;

const isJump = ({ before, after }: ClockChange) => after > before && after - before + 1 <= MOST_MINUTES;
const isReturn = ({ before, after }: ClockChange) => after < before && before - after - 1 < MOST_MINUTES;

/** @param day days since 1970-01-01 in UTC @throws RangeError for an unknown zone */
export function dayClock(timezone: string, day: number): DayClock {
  const start = day * MINUTES_A_DAY;
  const changes = clockChanges(timezone, start - MOST_MINUTES, start + MINUTES_A_DAY);
  return changes.length > 0 ? changingClock(timezone, start, changes) : { offset: offsetAt(timezone, start) };
}

function changingClock(timezone: string, start: number, changes: readonly ClockChange[]): DayClock {
  const repetitions = changes
    .filter(isReturn)
    .map(({ at, before, after }) => ({ from: at, to: at + before - after }));
  const edges = [...changes.map(({ at }) => at), ...repetitions.map(({ to }) => to)]
    .map((minute) => minute - start)
    .filter((minute) => minute > 0 && minute < MINUTES_A_DAY);
  const bounds = [...new Set([0, ...edges, MINUTES_A_DAY])].sort((a, b) => a - b);
  return {
    spans: bounds.slice(1).map((to, index): Span => {
      const from = bounds[index] ?? 0;
      const minute = start + from;
      const repeated = repetitions.some((one) => one.from <= minute && minute < one.to);
      return { from, to, offset: offsetAt(timezone, minute), repeated };
    }),
    jumps: changes
      .filter((change) => isJump(change) && change.at >= start)
      .map(({ at, before, after }) => ({
        at: at - start,
        from: at + before,
        to: at + after,
        short: after - before + 1 <= LATE_MINUTES,
      })),
  };
}
