import type { Deps } from '../deps.js';
import { ExoError, UsageError } from '../errors.js';

/**
 * Asks before something is lost. Without a terminal no one can be asked, so a flag is needed there, said at once.
 * @param command the command, for the hint @param flag its flag that does it without asking
 * @throws UsageError without a terminal @throws ExoError interrupted (code `declined`) on anything but yes
 */
export async function confirmed(deps: Deps, question: string, command: string, flag = '-f'): Promise<void> {
  if (!deps.io.interactive) {
    throw new UsageError('no terminal to ask for confirmation; nothing was sent', {
      code: 'confirmation-needed',
      hint: `to do it without being asked, add ${flag}: ${command} … ${flag}`,
    });
  }
  if (!(await deps.io.confirm(question))) {
    throw new ExoError('interrupted', 'declined; nothing was sent', { code: 'declined', hint: '' });
  }
}
