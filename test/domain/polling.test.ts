import { describe, expect, test } from 'vitest';
import { pollDelayMs } from '../../src/domain/polling.js';

/** Polls until a task of this duration is seen to be done, with answers that take no time. */
function looks(takesMs: number, random: number): { count: number; seenAfterMs: number } {
  let elapsed = 0;
  for (let polls = 0; ; polls++) {
    elapsed += pollDelayMs(polls, elapsed, random);
    if (elapsed >= takesMs) return { count: polls + 1, seenAfterMs: elapsed };
  }
}

describe.each([0, 0.25, 0.5, 0.75, 0.999])('polling with chance %d', (random) => {
  test('polls first after 0.3–0.5 s', () => {
    expect(pollDelayMs(0, 0, random)).toBeGreaterThanOrEqual(300);
    expect(pollDelayMs(0, 0, random)).toBeLessThanOrEqual(500);
  });

  test('notices within a second that a task of 0.2 s is done', () => {
    expect(looks(200, random).seenAfterMs).toBeLessThan(1_000);
  });

  test('polls at most 20 times in 45 s and 60 times in five minutes', () => {
    expect(looks(45_000, random).count).toBeLessThanOrEqual(20);
    expect(looks(300_000, random).count).toBeLessThanOrEqual(60);
  });

  test('slows down to about 3 s within the first half minute, and to 10 s after five minutes', () => {
    expect(pollDelayMs(9, 20_000, random)).toBeGreaterThanOrEqual(2_700);
    expect(pollDelayMs(9, 20_000, random)).toBeLessThanOrEqual(3_300);
    expect(pollDelayMs(90, 400_000, random)).toBeGreaterThanOrEqual(9_000);
    expect(pollDelayMs(90, 400_000, random)).toBeLessThanOrEqual(11_000);
  });
});
