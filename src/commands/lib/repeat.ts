import { ANSWERS_AGAIN, isPassing, TOLERATED_POLLS } from '../../api/wait.js';
import type { Deps } from '../../deps.js';
import { ExoError, failureOf } from '../../errors.js';

const isWrongCommand = ({ kind, code }: ExoError) =>
  kind === 'usage' || kind === 'credentials' || code === 'not-in-file';

/**
 * Goes on as a service does: a round now and one each interval, by the clock and not by how long a round takes, until a
 * signal ends it. What is wrong with the command itself, a file or credentials that the first round finds, ends it at
 * once; later it is told, as everything that fails, and the next round tries again.
 * @param everyMs from one round to the next @param round.once does everything once @param round.tell of a failed round
 * @throws ExoError interrupted by Ctrl-C; a round's own that a signal broke off
 */
export async function repeat(
  { clock, signal }: Deps,
  everyMs: number,
  round: { once(): Promise<void>; tell(error: ExoError): void },
): Promise<void> {
  const began = clock.now();
  for (let first = true; ; first = false) {
    try {
      await round.once();
    } catch (error) {
      const failure = failureOf(error);
      if (first && isWrongCommand(failure)) throw failure;
      round.tell(failure);
    }
    // A clock that was set back has gone less than nothing.
    const gone = (((clock.now() - began) % everyMs) + everyMs) % everyMs;
    try {
      await clock.sleep(everyMs - gone, signal);
    } catch (error) {
      // Nothing is under way: whoever supervises it has what it wanted.
      if (error instanceof ExoError && error.kind === 'terminated') return;
      throw error;
    }
  }
}

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

/** Who is told that looks fail, and that they succeed again. */
export interface Told {
  warn(sentence: string): void;
  say(sentence: string): void;
}

/**
 * For looks that go on: one that fails in passing is survived, up to five in a row. The first of them is told, for silence
 * would look as if nothing happened, and so is the answer after it.
 * @param meanwhile what the warning ends with: `asking again`
 * @returns takes a look; undefined where it has failed. Throws what does not pass, and the sixth in a row
 */
export function tolerating(
  tell: Told,
  meanwhile: string,
): <T>(look: () => Promise<T>) => Promise<T | undefined> {
  let failures = 0;
  return async (look) => {
    try {
      const seen = await look();
      if (failures > 0) tell.say(ANSWERS_AGAIN);
      failures = 0;
      return seen;
    } catch (error) {
      const passing = error instanceof ExoError && isPassing(error);
      if (!passing || ++failures > TOLERATED_POLLS) throw error;
      if (failures === 1) tell.warn(`${error.message}; ${meanwhile}`);
      return undefined;
    }
  };
}
