import { setMaxListeners } from 'node:events';
import { ExoError } from '../../src/errors.js';
import type { RunOptions } from './run.js';

/** Options that end a serving command with Ctrl-C, as soon as it prints that it serves. */
export function endedOnceServing(): Pick<RunOptions, 'signal' | 'onWrite'> {
  const ended = new AbortController();
  setMaxListeners(0, ended.signal);
  return {
    signal: ended.signal,
    onWrite(_, text) {
      // Later, because a real signal does not come in the middle of a write either.
      if (/Ctrl-C ends it/.test(text))
        setImmediate(() => ended.abort(new ExoError('interrupted', 'interrupted')));
    },
  };
}
