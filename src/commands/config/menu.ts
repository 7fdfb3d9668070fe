import { readConfigFile } from '../../config/file.js';
import type { Deps } from '../../deps.js';
import { UsageError } from '../../errors.js';
import { run as runAdd } from './add.js';
import { askUntil, numbered } from './ask-account.js';
import { makeDefault } from './set.js';

/** `config` without a verb: asks for the first account, or which account should be the default. */
export async function run(deps: Deps): Promise<void> {
  if (!deps.io.interactive) {
    throw new UsageError('exo-di config needs a command where there is no terminal to ask on', {
      code: 'command-needed',
      hint: 'one of: add, list, show, set, delete\nfor scripts: exo-di config add --name NAME --key KEY --secret - [--zone ZONE]',
    });
  }
  const file = await readConfigFile(await deps.sources(), { mayBeMissing: true });
  const names = file?.config.accounts.map(({ name }) => name).filter(Boolean) ?? [];
  if (!file || names.length === 0) {
    deps.io.say('There is no account yet. This adds one.');
    return runAdd(deps, {});
  }
  const present = file.config.defaultAccount;
  const shown = names.map((name) => (name === present ? `${name} (default)` : name));
  deps.io.error(`Accounts in ${file.shown}:\n${numbered(shown)}`);
  const question = 'Default account: number or name (n: a new one, empty: leave it): ';
  const chosen = await askUntil<{ name: string } | '' | 'n'>(deps, question, (answer) => {
    const name = names.find((candidate) => candidate === answer) ?? names[Number(answer) - 1];
    if (name !== undefined) return { value: { name } };
    if (answer === '' || answer === 'n') return { value: answer };
    return { problem: `there is no account ${answer}` };
  });
  if (chosen === 'n') return runAdd(deps, {});
  if (!chosen) return deps.io.say('Nothing was written.');
  const { name } = chosen;
  if (name === present) return deps.io.say(`${name} is the default already; nothing was written.`);
  await makeDefault(deps, name);
  deps.io.done(`Default profile set to [${name}]`);
}
