import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { spinner } from '../../src/io/progress.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Starts a spinner on a terminal, and records what it paints. */
function spinning(columns: () => number) {
  const painted: string[] = [];
  const write = (text: string) => void painted.push(text.replace('\r\x1b[2K', ''));
  const progress = spinner(write, 'Waiting until my-app is stopped', {
    columns,
    ascii: true,
    now: () => Date.now(),
  });
  return { progress, painted };
}

test('the line never wraps, even when the terminal becomes narrower', () => {
  let columns = 40;
  const { progress, painted } = spinning(() => columns);
  vi.advanceTimersByTime(120);
  columns = 20;
  vi.advanceTimersByTime(120);
  progress.stop();
  expect(painted).toEqual([
    '| Waiting until my-app is stopped 0s',
    '/ Waiting until my-app is stopped 0s',
    '- Waiting until my…',
    '',
  ]);
});

test('the seconds follow the clock, even when nothing was painted for a while', () => {
  const { progress, painted } = spinning(() => 80);
  // Ctrl-Z, and fg a minute later.
  vi.setSystemTime(Date.now() + 60_000);
  vi.advanceTimersByTime(120);
  progress.stop();
  expect(painted[1]).toBe('/ Waiting until my-app is stopped 60s');
});
