import { expect, test, vi } from 'vitest';
import { spinner } from '../../src/io/progress.js';

test('a line never wraps, however narrow the terminal becomes meanwhile', () => {
  vi.useFakeTimers();
  try {
    let columns = 40;
    const painted: string[] = [];
    const progress = spinner(
      (text) => painted.push(text.replace('\r\x1b[2K', '')),
      'Waiting until my-app is stopped',
      () => columns,
      true,
    );
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
  } finally {
    vi.useRealTimers();
  }
});
