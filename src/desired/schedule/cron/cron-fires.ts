import { MINUTE_MS } from '../../../domain/duration.js';
import { EVERY_KIND_OF_DAY, MINUTES_A_DAY } from '../calendar.js';
import { type DayClock, dayClock } from '../day-clock.js';
import type { Cron } from './cron.js';

/*
 * When a cron fires by the clock of a zone, as Debian's cron has it. Where the clock jumps, crons with fixed times fire
 * at the jump instead of in the skipped time; where it goes back, they do not fire again. So a scale to zero at 02:30
 * is neither lost in spring nor repeated in autumn. The others go by the clock on the wall alone.
 */

const ALL_DAY = (1n << BigInt(MINUTES_A_DAY)) - 1n;

/** The minutes of a day in UTC at which a cron fires: bit m stands for minute m. @param day days since 1970-01-01 */
export function firesOn(cron: Cron, clock: DayClock, day: number): bigint {
  if ('offset' in clock) return atOffset(cron, day, clock.offset);
  let fires = 0n;
  for (const { from, to, offset, repeated } of clock.spans) {
    if (repeated && cron.fixed) continue;
    fires |= atOffset(cron, day, offset) & between(from, to);
  }
  for (const { at, from, to, short } of clock.jumps) {
    if ((cron.fixed || short) && firesWithin(cron, from, to)) fires |= 1n << BigInt(at);
  }
  return fires;
}

function between(from: number, to: number): bigint {
  return (1n << BigInt(to)) - (1n << BigInt(from));
}

/** The same where the clock keeps one offset; a day in UTC is part of two days on the wall. @param offset minutes */
function atOffset(cron: Cron, day: number, offset: number): bigint {
  const first = day + Math.floor(offset / MINUTES_A_DAY);
  const skipped = BigInt(offset - Math.floor(offset / MINUTES_A_DAY) * MINUTES_A_DAY);
  let fires = 0n;
  if (cron.days.matches(first)) fires = cron.times >> skipped;
  if (skipped > 0n && cron.days.matches(first + 1))
    fires |= (cron.times << (BigInt(MINUTES_A_DAY) - skipped)) & ALL_DAY;
  return fires;
}

/** Whether a cron has a time in a stretch. @param from,to minutes of the wall clock since 1970, the end not included */
export function firesWithin(cron: Cron, from: number, to: number): boolean {
  for (let minute = from; minute < to; minute++) {
    const day = Math.floor(minute / MINUTES_A_DAY);
    const isTime = ((cron.times >> BigInt(minute - day * MINUTES_A_DAY)) & 1n) === 1n;
    if (isTime && cron.days.matches(day)) return true;
  }
  return false;
}

/** The minutes that are set, in order. */
export function minutesOf(fires: bigint): number[] {
  if (fires === 0n) return [];
  const bits = fires.toString(2);
  const minutes: number[] = [];
  for (let minute = 0; minute < bits.length; minute++) {
    if (bits.charCodeAt(bits.length - 1 - minute) === 49) minutes.push(minute);
  }
  return minutes;
}

/** When a cron fired last, `at` itself included. It has fired before any moment: see `EVERY_KIND_OF_DAY`. */
export function lastFire(cron: Cron, timezone: string, at: Date): Date | undefined {
  const minute = Math.floor(at.getTime() / MINUTE_MS);
  const today = Math.floor(minute / MINUTES_A_DAY);
  for (let day = today; day > today - EVERY_KIND_OF_DAY; day--) {
    const fires = firesOn(cron, dayClock(timezone, day), day);
    const before = day === today ? fires & between(0, minute - day * MINUTES_A_DAY + 1) : fires;
    if (before !== 0n) return new Date((day * MINUTES_A_DAY + before.toString(2).length - 1) * MINUTE_MS);
  }
  return undefined;
}
