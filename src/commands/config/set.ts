import { setDefaultAccount } from '../../config/edit.js';
import type { Deps } from '../../deps.js';
import { accountShowView } from '../../output/views/config.js';
import type { Raw } from '../../program/spec.js';
import { parseName } from '../lib/parse-input.js';
import { flagPrinter } from '../lib/printers.js';
import { editAccount, tellOverrides } from './edit-file.js';

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const name = parseName(raw, 'usage: exo-di config set NAME');
  const printer = await flagPrinter(deps, accountShowView);
  const { details } = await makeDefault(deps, name);
  const again = 'exo-di config list';
  if (printer.data) deps.io.out(printer.one(details), again);
  // The same words as in `exo`.
  else deps.io.done(`Default profile set to [${name}]`, again);
}

/**
 * Makes an account the default, and warns of environment variables that override it.
 * @throws ExoError not-found; usage if the file cannot be written
 */
export async function makeDefault(deps: Deps, name: string) {
  const made = await editAccount(deps, name, (before, shown) => setDefaultAccount(before, shown, name));
  tellOverrides(deps, name, true);
  return made;
}
