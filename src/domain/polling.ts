/**
 * How long to wait before the next poll of something that is under way.
 *
 * The first polls come soon, so that a short change is reported within a second. Polls come every 3 s within the first
 * half minute, then slower and slower, up to every 10 s after five minutes: an operation of 45 s costs at most 20 polls
 * and one of five minutes at most 60.
 */

const FIRST_MS = 400;
const GROWTH = 1.6;
const STEADY_MS = 3_000;
const SLOW_MS = 10_000;
const STEADY_UNTIL_MS = 30_000;
const SLOW_FROM_MS = 300_000;
/** Jitter in both directions, so that many programs that wait at once do not poll at the same moments. */
const JITTER = 0.1;

/**
 * @param polls polls so far @param elapsedMs since the wait began @param random 0 ≤ random < 1
 * @returns milliseconds until the next poll
 */
export function pollDelayMs(polls: number, elapsedMs: number, random: number): number {
  const jitter = 1 + JITTER * (2 * random - 1);
  if (elapsedMs >= SLOW_FROM_MS) return SLOW_MS * jitter;
  if (elapsedMs >= STEADY_UNTIL_MS) {
    const through = (elapsedMs - STEADY_UNTIL_MS) / (SLOW_FROM_MS - STEADY_UNTIL_MS);
    return (STEADY_MS + (SLOW_MS - STEADY_MS) * Math.sqrt(through)) * jitter;
  }
  return Math.min(STEADY_MS, FIRST_MS * GROWTH ** polls) * jitter;
}
