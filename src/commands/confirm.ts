import type { Deps } from '../deps.js';
import { ExoError, UsageError } from '../errors.js';

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
 * Without a terminal no one can be asked, so a flag is needed there; called before anything is looked up, it says so
 * at once.
 * @throws UsageError without a terminal
 */
export function requireTerminal(deps: Deps, asking: Asking): void {
  if (deps.io.interactive) return;
  const { command, flag = '-f', loss, nothing = 'nothing was sent' } = asking;
  throw new UsageError(`no terminal to ask for confirmation; ${nothing}${loss ? `; ${loss}` : ''}`, {
    code: 'confirmation-needed',
    hint: `to do it without being asked, add ${flag}: ${command}`,
  });
}

/**
 * Asks before something is lost.
 * @throws UsageError without a terminal @throws ExoError interrupted (code `declined`) on anything but yes
 */
export async function confirmed(deps: Deps, question: string, asking: Asking): Promise<void> {
  requireTerminal(deps, asking);
  if (await deps.io.confirm(question)) return;
  throw new ExoError('interrupted', `declined; ${asking.nothing ?? 'nothing was sent'}`, {
    code: 'declined',
    hint: '',
  });
}
