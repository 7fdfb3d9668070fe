import { ANSWERS_AGAIN, isPassing, TOLERATED_POLLS } from '../../api/wait.js';
import type { Deps } from '../../deps.js';
import { ExoError, failureOf } from '../../errors.js';

const isWrongCommand = ({ kind, code }: ExoError) =>
  kind === 'usage' || kind === 'credentials' || code === 'not-in-file';

const WITHOUT_TERMINAL =
  'no further round is made; to go on without a terminal, run it with setsid or under systemd: nohup does not keep it';

/**
 * Runs like a service: one round now and one at each interval by the clock, however long a round takes, until a signal
 * ends it. A problem of the command itself that the first round finds, such as a file or credentials, ends it at once.
 * A later failure is reported, and the next round tries again.
 * @param everyMs from the start of one round to the next
 * @param round.once one round
 * @param round.tell reports a failed round
 * @throws ExoError interrupted by Ctrl-C; terminated if the terminal goes away; the error of a round that a signal
 * ended
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
    // The remainder is made positive, because it is negative after the clock was set back.
    const gone = (((clock.now() - began) % everyMs) + everyMs) % everyMs;
    try {
      await clock.sleep(everyMs - gone, signal);
    } catch (error) {
      if (!(error instanceof ExoError) || error.kind !== 'terminated') throw error;
      // SIGTERM between two rounds is the normal end of a service: exit code 0. Without its terminal it does not end as
      // somebody wants: nobody would learn that no round scales down any more. Node catches SIGHUP also under nohup.
      if (error.code === 'hangup') throw error.retold({ hint: WITHOUT_TERMINAL });
      return;
    }
  }
}

/** Runs until the reader of stdout closes it (`| head`), which is not a failure, or until the command is ended. */
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

/** Where failed reads, and the next successful one, are reported. */
export interface Told {
  warn(sentence: string): void;
  say(sentence: string): void;
}

/**
 * For commands that read again and again. A temporary failure is survived, up to five in a row. The first one is
 * reported, because silence would look as if nothing had changed, and so is the first answer after it.
 * @param meanwhile the end of the warning, such as `asking again`
 * @returns a function that reads once; it returns undefined after a temporary failure, and throws other failures and
 * the sixth in a row
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
