import { cached } from '../../../domain/cached.js';
import { MINUTE_MS } from '../../../domain/duration.js';
import { EVERY_KIND_OF_DAY, MINUTES_A_DAY } from '../calendar.js';
import { type ClockChange, clockChanges, offsetAt } from '../zone-clock.js';
import type { Cron } from './cron.js';

/*
 * When a cron fires by the clock of a zone, as with Debian's cron: cron(8), "Special considerations exist when the
 * clock is changed by less than 3 hours". If the clock jumps, crons with fixed times fire at the jump instead of in the
 * skipped time; if it goes back, they do not fire again. So a scale to zero at 02:30 is neither lost in spring nor
 * repeated in autumn. Other crons go by the wall clock alone.
 */

/** What a zone's clock does on one day of UTC; most days have one span and no jump. */
export interface DayClock {
  /** The parts of the day, in minutes of it, the end not included. */
  spans: {
    from: number;
    to: number;
    /** Minutes that the clock is ahead of UTC. */
    offset: number;
    /** The clock shows times for the second time: crons with fixed times have fired already. */
    repeated: boolean;
  }[];
  /** Jumps of the clock: crons with fixed times in the skipped time fire right after the jump. */
  jumps: {
    /** Minute of the day in UTC. */
    at: number;
    /** The skipped times of the wall clock, in minutes from the local midnight of this date, the end not included. */
    from: number;
    to: number;
    /** The jump is so short that cron takes it for its own lateness, and skips nothing. */
    short: boolean;
  }[];
}

/**
 * Cron takes larger changes of the clock for corrections: the new time counts, and nothing is made up for or held back.
 */
const MOST_MINUTES = 180;
/**
 * Up to this many minutes are lateness for cron. It compares with the minute before, so it sees a minute more than the
 * jump has.
 */
const LATE_MINUTES = 5;

const isJump = ({ before, after }: ClockChange) => after > before && after - before + 1 <= MOST_MINUTES;
const isReturn = ({ before, after }: ClockChange) => after < before && before - after - 1 < MOST_MINUTES;

/** How many days of a zone are cached, more than any walk needs. */
const CACHE_SIZE = 100_000;
const zones = new Map<string, Map<number, DayClock>>();
/** Every different clock once, by its JSON: nearly all days share theirs with others. */
const clocks = new Map<string, DayClock>();

/** @param day days since 1970-01-01 in UTC @throws RangeError for an unknown zone */
export function dayClock(timezone: string, day: number): DayClock {
  const days = cached(zones, timezone, () => new Map<number, DayClock>());
  return cached(days, day, () => shared(clockAnew(timezone, day)), CACHE_SIZE);
}

function shared(clock: DayClock): DayClock {
  return cached(clocks, JSON.stringify(clock), () => clock);
}

function clockAnew(timezone: string, day: number): DayClock {
  const start = day * MINUTES_A_DAY;
  const changes = clockChanges(timezone, start - MOST_MINUTES, start + MINUTES_A_DAY);
  const repetitions = changes
    .filter(isReturn)
    .map(({ at, before, after }) => ({ from: at, to: at + before - after }));
  const edges = [...changes.map(({ at }) => at), ...repetitions.map(({ to }) => to)]
    .map((minute) => minute - start)
    .filter((minute) => minute > 0 && minute < MINUTES_A_DAY);
  const bounds = [...new Set([0, ...edges, MINUTES_A_DAY])].sort((a, b) => a - b);
  return {
    spans: bounds.slice(1).map((to, index) => {
      const from = bounds[index] ?? 0;
      const minute = start + from;
      const repeated = repetitions.some((one) => one.from <= minute && minute < one.to);
      return { from, to, offset: offsetAt(timezone, minute), repeated };
    }),
    jumps: changes
      .filter((change) => isJump(change) && change.at >= start)
      .map(({ at, before, after }) => ({
        at: at - start,
        from: at + before - start,
        to: at + after - start,
        short: after - before + 1 <= LATE_MINUTES,
      })),
  };
}

/** The offset of a clock that keeps it all day; undefined if it changes. */
export function steadyOffset({ spans: [first, ...more], jumps }: DayClock): number | undefined {
  return more.length + jumps.length === 0 ? first?.offset : undefined;
}

const ALL_DAY = (1n << BigInt(MINUTES_A_DAY)) - 1n;

/** The minutes of a day in UTC at which a cron fires: bit m stands for minute m. @param day days since 1970-01-01 */
export function firesOn(cron: Cron, clock: DayClock, day: number): bigint {
  let fires = 0n;
  for (const { from, to, offset, repeated } of clock.spans) {
    if (repeated && cron.fixed) continue;
    fires |= atOffset(cron, day, offset) & between(from, to);
  }
  const start = day * MINUTES_A_DAY;
  for (const { at, from, to, short } of clock.jumps) {
    if ((cron.fixed || short) && firesWithin(cron, start + from, start + to)) fires |= 1n << BigInt(at);
  }
  return fires;
}

function between(from: number, to: number): bigint {
  return (1n << BigInt(to)) - (1n << BigInt(from));
}

/** Like `firesOn`, for a clock with one offset; a day in UTC overlaps two local dates. @param offset minutes */
function atOffset(cron: Cron, day: number, offset: number): bigint {
  const first = day + Math.floor(offset / MINUTES_A_DAY);
  const skipped = BigInt(offset - Math.floor(offset / MINUTES_A_DAY) * MINUTES_A_DAY);
  let fires = 0n;
  if (cron.matches(first)) fires = cron.times >> skipped;
  if (skipped > 0n && cron.matches(first + 1))
    fires |= (cron.times << (BigInt(MINUTES_A_DAY) - skipped)) & ALL_DAY;
  return fires;
}

/** Does a cron have a time in a stretch? @param from,to minutes of the wall clock since 1970, the end not included */
export function firesWithin(cron: Cron, from: number, to: number): boolean {
  for (let minute = from; minute < to; minute++) {
    const day = Math.floor(minute / MINUTES_A_DAY);
    const isTime = ((cron.times >> BigInt(minute - day * MINUTES_A_DAY)) & 1n) === 1n;
    if (isTime && cron.matches(day)) return true;
  }
  return false;
}

/** The minutes whose bits are set, in order. */
export function minutesOf(fires: bigint): number[] {
  if (fires === 0n) return [];
  const bits = fires.toString(2);
  const minutes: number[] = [];
  for (let minute = 0; minute < bits.length; minute++) {
    if (bits.charCodeAt(bits.length - 1 - minute) === 49) minutes.push(minute);
  }
  return minutes;
}

/** Does a cron fire on one of the local dates that a day in UTC may overlap, by any clock? */
const mayFire = ({ matches }: Cron, day: number) => matches(day) || matches(day - 1) || matches(day + 1);

/** When a cron last fired, `at` itself included. Every cron has fired before any moment: see `EVERY_KIND_OF_DAY`. */
export function lastFire(cron: Cron, timezone: string, at: Date): Date | undefined {
  const minute = Math.floor(at.getTime() / MINUTE_MS);
  const today = Math.floor(minute / MINUTES_A_DAY);
  for (let day = today; day > today - EVERY_KIND_OF_DAY; day--) {
    if (!mayFire(cron, day)) continue;
    const fires = firesOn(cron, dayClock(timezone, day), day);
    const before = day === today ? fires & between(0, minute - day * MINUTES_A_DAY + 1) : fires;
    if (before !== 0n) return new Date((day * MINUTES_A_DAY + before.toString(2).length - 1) * MINUTE_MS);
  }
  return undefined;
}
