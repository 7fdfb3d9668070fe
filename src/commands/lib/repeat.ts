import { ANSWERS_AGAIN, isPassing, TOLERATED_POLLS } from '../../api/wait.js';
import type { Deps } from '../../deps.js';
import { ExoError, failureOf } from '../../errors.js';
import { hintingAs } from '../../hints.js';
import type { Io } from '../../io/io.js';
import { printError } from '../../print-error.js';

const isWrongCommand = ({ kind, code }: ExoError) =>
  kind === 'usage' || kind === 'credentials' || code === 'not-in-file';

/**
 * The error of a command that runs like a service and whose terminal has gone away. It does not end as somebody wants:
 * nobody would learn that nothing scales down any more. Node catches SIGHUP also under nohup.
 * @param ended what does not go on
 * @returns undefined if the reason is another
 */
export function terminalGone(reason: unknown, ended: string): ExoError | undefined {
  if (!(reason instanceof ExoError) || reason.code !== 'hangup') return undefined;
  const hint = `${ended}; to go on without a terminal, run it with setsid or under systemd: nohup is not enough`;
  return reason.retold({ hint });
}

/**
 * Runs like a service: one round now and one at each interval by the clock, however long a round takes, until a signal
 * ends it. A problem of the command itself that the first round finds, such as a file or credentials, ends it at once.
 * A later failure is reported, and the next round tries again, with the configuration file and the credentials as they
 * are then.
 * @param everyMs from the start of one round to the next
 * @param json failed rounds are reported as JSON
 * @param isInPart whether only a part of the round has failed: then it is no problem of the command itself
 * @throws ExoError interrupted by Ctrl-C; terminated if the terminal goes away; that of a round that a signal ended
 */
export async function repeat(
  { io, clock, signal, globals, readAgain }: Deps,
  everyMs: number,
  json: boolean,
  round: () => Promise<void>,
  isInPart = () => false,
): Promise<void> {
  const began = clock.now();
  for (let first = true; ; first = false) {
    try {
      await round();
    } catch (error) {
      const failure = failureOf(error);
      if (first && isWrongCommand(failure) && !isInPart()) throw failure;
      printError(failure, io, { json, at: clock.now(), hinting: hintingAs(globals) });
      readAgain();
    }
    // The remainder is made positive, because it is negative after the clock was set back.
    const gone = (((clock.now() - began) % everyMs) + everyMs) % everyMs;
    try {
      await clock.sleep(everyMs - gone, signal);
    } catch (error) {
      if (!(error instanceof ExoError) || error.kind !== 'terminated') throw error;
      const hangup = terminalGone(error, 'no more rounds are run');
      if (hangup) throw hangup;
      // SIGTERM between two rounds is the normal end of a service: exit code 0.
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
export type Told = Pick<Io, 'warn' | 'say'>;

/**
 * For commands that read again and again. A temporary failure is survived, up to five in a row. The first one is
 * reported, because silence would look as if nothing had changed, and so is the first answer after it.
 * @param meanwhile gives the end of the warning, such as `asking again`
 * @returns a function that reads once; it returns undefined after a temporary failure, and throws other failures and
 * the sixth in a row
 */
export function tolerating(
  tell: Told,
  meanwhile: () => string,
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
      if (failures === 1) tell.warn(`${error.message}; ${meanwhile()}`);
      return undefined;
    }
  };
}
