import type { Deps } from '../../deps.js';
import { ExoError, isInterruption, UsageError } from '../../errors.js';

const NOTHING = 'nothing was sent';

/** What needs a confirmation, for the error if nobody can be asked. */
export interface Asking {
  /** The complete command line that does not ask, ready to paste. */
  command: string;
  /** The flag in it that answers yes; default: -f. */
  flag?: string;
  /** What would be changed or lost, of which things, and what can be done instead. */
  loss?: string;
  /** The zone of these things, if they are all in one that is known. */
  zone?: string | undefined;
  /** What to say has not happened: `nothing was sent`. */
  nothing?: string;
}

/**
 * Asks a question; its last line ends with a question mark.
 * @throws ExoError interrupted (code `declined`) on any answer but yes
 */
type Confirm = (question: readonly string[]) => Promise<void>;

/**
 * Prepares a confirmation. Without a terminal nobody can be asked, so the command needs a flag, or a piped `y`, as
 * `echo y |` does for `exo`. Called before anything is looked up, so that a missing answer is reported at once.
 * @param asking undefined if nothing has to be confirmed
 * @returns a function that asks; with a piped answer it only prints the question
 * @throws UsageError if there is neither a terminal nor a piped answer
 * @throws ExoError interrupted (code `declined`) on a piped no
 */
export async function confirming(deps: Deps, asking: Asking | undefined): Promise<Confirm> {
  const { io } = deps;
  if (!asking) return async () => {};
  if (io.interactive)
    return async (question) => {
      const isYes = await io.confirm(question).catch((error: unknown) => {
        if (!isInterruption(error)) throw error;
        throw error.retold({ message: `${error.kind}; ${asking.nothing ?? NOTHING}` });
      });
      if (!isYes) throw declined(asking);
    };
  const answer = await io.pipedAnswer();
  if (answer === 'no') throw declined(asking);
  if (answer === undefined) throw unanswered(asking);
  return async (question) => {
    for (const [i, line] of question.entries())
      io.say(i === question.length - 1 ? `${line} y (from standard input)` : line);
  };
}

function unanswered({ command, flag = '-f', loss, zone, nothing = NOTHING }: Asking): UsageError {
  return new UsageError(`no terminal to ask for confirmation; ${nothing}${loss ? `; ${loss}` : ''}`, {
    code: 'confirmation-needed',
    zone,
    hint: `to do it without being asked, add ${flag}: ${command}`,
  });
}

const declined = ({ nothing = NOTHING }: Asking) =>
  new ExoError('interrupted', `declined; ${nothing}`, { code: 'declined', hint: '' });
