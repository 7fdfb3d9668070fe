import { errorCode } from '../domain/system-error.js';
import { ExoError } from '../errors.js';
import type { OutputStream } from './node-io.js';
import { writeProblem } from './write-problem.js';

/**
 * Watches a stream for writes that fail. A reader that went away is no failure: it wanted no more.
 * @param again the command that shows once more what was lost, where there is one
 * @returns waits until what was written is out; rejects with an ExoError when some of it was lost, as on a full disk
 */
export function watchOutput(stdout: OutputStream, again: () => string | undefined): () => Promise<void> {
  let fault: Error | undefined;
  stdout.on('error', (error) => {
    fault ??= error;
  });
  return async () => {
    // Streams report a write that failed a moment later. Turning Node's event loop costs a start a collection of garbage.
    if (!stdout.isDirect) await new Promise((resolve) => setImmediate(resolve));
    if (!fault || errorCode(fault) === 'EPIPE') return;
    const shownBy = again();
    const done = shownBy === undefined ? '' : '; what it tells of has been done';
    throw new ExoError('unexpected', `the output could not be written: ${writeProblem(fault)}${done}`, {
      code: 'output',
      hint: shownBy === undefined ? undefined : `do not do it again, see it with: ${shownBy}`,
      cause: fault,
    });
  };
}
