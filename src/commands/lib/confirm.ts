import type { Deps } from '../../deps.js';
import { ExoError, UsageError } from '../../errors.js';

const NOTHING = 'nothing was sent';

/** What is to be agreed to, for where no one can be asked. */
export interface Asking {
  /** The complete command that does it without asking, ready to paste. */
  command: string;
  /** The flag in it that does so. */
  flag?: string;
  /** What would be lost, and what could be done instead. */
  loss?: string;
  /** What has not happened: `nothing was sent`. */
  nothing?: string;
}

/** Asks, in lines of which the last has the question mark. @throws ExoError interrupted (code `declined`) on anything but yes */
type Confirm = (question: readonly string[]) => Promise<void>;

/**
 * For what has to be agreed to before something is lost. Without a terminal no one can be asked: a flag is needed there, or
 * a `y` that is piped in, as `echo y |` does for `exo`. Called before anything is looked up, so that it is told at once.
 * @param asking undefined: nothing has to be agreed to
 * @returns asks; what is asked is told where the answer was piped in, too
 * @throws UsageError without a terminal and an answer @throws ExoError interrupted (code `declined`) on a piped no
 */
export async function confirming(deps: Deps, asking: Asking | undefined): Promise<Confirm> {
  const { io } = deps;
  if (!asking) return async () => {};
  if (io.interactive)
    return async (question) => {
      const isYes = await io.confirm(question).catch((error: unknown) => {
        if (!(error instanceof ExoError) || error.kind !== 'interrupted') throw error;
        throw error.retold({ message: `interrupted; ${asking.nothing ?? NOTHING}` });
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

function unanswered({ command, flag = '-f', loss, nothing = NOTHING }: Asking): UsageError {
  return new UsageError(`no terminal to ask for confirmation; ${nothing}${loss ? `; ${loss}` : ''}`, {
    code: 'confirmation-needed',
    hint: `to do it without being asked, add ${flag}: ${command}`,
  });
}

const declined = ({ nothing = NOTHING }: Asking) =>
  new ExoError('interrupted', `declined; ${nothing}`, { code: 'declined', hint: '' });
