import type { Deps } from '../../deps.js';
import { type AccountRow, accountListView } from '../../output/views/config.js';

export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(accountListView);
  const accounts = await listAccounts(deps);
  deps.io.out(printer.many(accounts));
  if (accounts.length === 0) deps.io.say('No accounts. Add one with: exo-di config add');
}

/** The accounts of the configuration file, in its order. */
async function listAccounts(deps: Deps): Promise<AccountRow[]> {
  const config = (await deps.settings()).file?.config;
  return (config?.accounts ?? []).map(({ name }) => ({ name, default: name === config?.defaultAccount }));
}
