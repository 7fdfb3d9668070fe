import { errorCode } from '../domain/system-error.js';
import { ExoError } from '../errors.js';
import type { OutputStream } from './node-io.js';
import { writeProblem } from './write-problem.js';

/**
 * Watches a stream for writes that fail. It is no failure if the reader went away, because it wanted no more.
 * @param again the command that shows what was lost once more, if there is one
 * @param unread called with that command if the reader went away: with `| vault …` of a vault that is not installed,
 * nobody has the value of a new key, and under --quiet nothing else tells of it
 * @returns a function that waits until everything is written, and rejects with an ExoError if some of it was lost, for
 * instance on a full disk
 */
export function watchOutput(
  stdout: OutputStream,
  again: () => string | undefined,
  unread: (again: string) => void,
): () => Promise<void> {
  let fault: Error | undefined;
  stdout.on('error', (error) => {
    fault ??= error;
  });
  return async () => {
    // Streams report a failed write a moment later. Direct ones do not, and are not waited for: a turn of Node's event
    // loop can cost the start a garbage collection.
    if (!stdout.isDirect) await new Promise((resolve) => setImmediate(resolve));
    if (!fault) return;
    const shownBy = again();
    if (errorCode(fault) === 'EPIPE') return shownBy === undefined ? undefined : unread(shownBy);
    const done = shownBy === undefined ? '' : '; what it tells of has been done';
    throw new ExoError('unexpected', `the output could not be written: ${writeProblem(fault)}${done}`, {
      code: 'output',
      hint: shownBy === undefined ? undefined : `do not do it again, see it with: ${shownBy}`,
      cause: fault,
    });
  };
}
