import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LONGEST_TIMER_MS, limitedTo, systemClock } from '../src/clock.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const HOUR = 3_600_000;

/** Returns whether a sleep has ended. */
function sleeping(ms: number, signal?: AbortSignal) {
  const state = { over: false };
  void systemClock.sleep(ms, signal).then(() => {
    state.over = true;
  });
  return state;
}

test('sleeps as long as requested, also longer than a timer of Node can', async () => {
  // Timers that end at once and move the clock, one longer than Node supports by only 1 ms, as in Node.
  let now = 0;
  vi.stubGlobal('Date', { now: () => now });
  vi.stubGlobal('setTimeout', (end: () => void, ms: number) => {
    now += ms > LONGEST_TIMER_MS ? 1 : ms;
    queueMicrotask(end);
  });
  await systemClock.sleep(30 * 24 * HOUR);
  expect(now).toBe(30 * 24 * HOUR);
});

test('if the machine slept past the end, the sleep ends soon after it wakes', async () => {
  const state = sleeping(HOUR);
  await vi.advanceTimersByTimeAsync(60_000);
  vi.setSystemTime(Date.now() + 8 * HOUR);
  expect(state.over).toBe(false);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(state.over).toBe(true);
});

test('a clock that is set back does not make a sleep longer', async () => {
  const state = sleeping(HOUR);
  vi.setSystemTime(Date.now() - 8 * HOUR);
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(state.over).toBe(true);
});

test.each([
  ['a limit', 1_000, 999, 1_000],
  ['the longest that Node holds', LONGEST_TIMER_MS, LONGEST_TIMER_MS - 1, LONGEST_TIMER_MS],
  ['one that is over already', -5, undefined, 0],
])('%s ends when its time is over', (_, ms, before, at) => {
  const late = vi.fn();
  limitedTo(ms, late);
  if (before !== undefined) {
    vi.advanceTimersByTime(before);
    expect(late).not.toHaveBeenCalled();
  }
  vi.advanceTimersByTime(at - (before ?? 0));
  expect(late).toHaveBeenCalledOnce();
});

test.each([undefined, Number.POSITIVE_INFINITY, LONGEST_TIMER_MS + 1])('%s is no limit', (ms) => {
  limitedTo(ms, () => {});
  expect(vi.getTimerCount()).toBe(0);
});

test('a limit that is ended does not end anything', () => {
  const late = vi.fn();
  limitedTo(1_000, late)();
  vi.advanceTimersByTime(2_000);
  expect(late).not.toHaveBeenCalled();
});
