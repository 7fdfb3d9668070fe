import type { Deps } from '../../deps.js';
import { ExoError, UsageError } from '../../errors.js';

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

/**
 * Without a terminal no one can be asked: a flag is needed there, or a `y` that is piped in, as `echo y |` does for `exo`.
 * Called before anything is looked up, so that it is told at once.
 * @throws UsageError without a terminal and an answer @throws ExoError interrupted (code `declined`) on a piped no
 */
export async function requireAnswer(deps: Deps, asking: Asking): Promise<void> {
  if (deps.io.interactive) return;
  const answer = await deps.io.pipedAnswer();
  if (answer === 'yes') return;
  if (answer === 'no') throw declined(asking);
  const { command, flag = '-f', loss, nothing = 'nothing was sent' } = asking;
  throw new UsageError(`no terminal to ask for confirmation; ${nothing}${loss ? `; ${loss}` : ''}`, {
    code: 'confirmation-needed',
    hint: `to do it without being asked, add ${flag}: ${command}`,
  });
}

/**
 * Asks before something is lost; what is asked is told where the answer is piped in too.
 * @param question its lines, the last of them with the question mark
 * @throws UsageError without a terminal and an answer
 * @throws ExoError interrupted (code `declined`) on anything but yes
 */
export async function confirmed(deps: Deps, question: readonly string[], asking: Asking): Promise<void> {
  await requireAnswer(deps, asking);
  if (!deps.io.interactive) {
    for (const [i, line] of question.entries())
      deps.io.say(i === question.length - 1 ? `${line} y (from standard input)` : line);
    return;
  }
  if (!(await deps.io.confirm(question))) throw declined(asking);
}

const declined = ({ nothing = 'nothing was sent' }: Asking) =>
  new ExoError('interrupted', `declined; ${nothing}`, { code: 'declined', hint: '' });
