import { setMaxListeners } from 'node:events';
import { ExoError } from '../../src/errors.js';
import type { RunOptions } from './run.js';

/** Ends what serves by Ctrl-C, as soon as it says that it does. */
export function endedOnceServing(): Pick<RunOptions, 'signal' | 'onWrite'> {
  const ended = new AbortController();
  setMaxListeners(0, ended.signal);
  return {
    signal: ended.signal,
    onWrite(_, text) {
      // No signal comes in the middle of what is said.
      if (/Ctrl-C ends it/.test(text))
        setImmediate(() => ended.abort(new ExoError('interrupted', 'interrupted')));
    },
  };
}
