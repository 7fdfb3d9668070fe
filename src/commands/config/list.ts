import type { Deps } from '../../deps.js';
import { accountListView } from '../../output/views/config.js';

/** Lists the accounts of the configuration file, in its order. */
export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(accountListView);
  const { file, unseen } = await deps.settings();
  const { accounts = [], defaultAccount } = file?.config ?? {};
  deps.io.out(printer.many(accounts.map(({ name }) => ({ name, default: name === defaultAccount }))));
  if (accounts.length === 0)
    deps.io.say(unseen ? `No accounts seen: ${unseen}.` : 'No accounts. Add one with: exo-di config add');
}
