import type { Deps } from '../../deps.js';

/** Goes on until stdout's reader has had enough (`| head`), which is its end and no failure, or the command is ended. */
export async function untilRead(
  deps: Pick<Deps, 'io' | 'signal'>,
  act: (signal: AbortSignal) => Promise<never>,
): Promise<void> {
  const closed = new AbortController();
  deps.io.outputClosed.then(() => closed.abort());
  try {
    await act(AbortSignal.any([deps.signal, closed.signal]));
  } catch (error) {
    if (!closed.signal.aborted || deps.signal.aborted) throw error;
  }
}
