import { setMaxListeners } from 'node:events';
import { ExoError } from '../../src/errors.js';
import type { FakeClock, RunOptions } from './run.js';

/** The signal of a command, and a function that ends the command as Ctrl-C does. */
export function ctrlC() {
  const ended = new AbortController();
  return { signal: ended.signal, press: () => ended.abort(new ExoError('interrupted', 'interrupted')) };
}

/** The signal of a command that is ended after a time on a fake clock. */
export function endedAfter(
  clock: FakeClock,
  lastsMs: number,
  kind: 'terminated' | 'interrupted' = 'terminated',
): AbortSignal {
  const ended = new AbortController();
  const end = clock.now() + lastsMs;
  const { sleep } = clock;
  clock.sleep = async (ms, signal) => {
    // The limit for the last messages of an ended command is in real time.
    if (!signal) return new Promise((resolve) => setTimeout(resolve, 100));
    if (clock.now() + ms >= end) ended.abort(new ExoError(kind, kind));
    return sleep(ms, signal);
  };
  return ended.signal;
}

/** Options that end a serving command with Ctrl-C, as soon as it prints that it serves. */
export function endedOnceServing(): Pick<RunOptions, 'signal' | 'onWrite'> {
  const { signal, press } = ctrlC();
  setMaxListeners(0, signal);
  return {
    signal,
    onWrite(_, text) {
      // Later, because a real signal does not come in the middle of a write either.
      if (/Ctrl-C ends it/.test(text)) setImmediate(press);
    },
  };
}
