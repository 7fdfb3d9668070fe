import { credentialsOfEnvironment } from '../../config/credentials.js';
import type { Deps } from '../../deps.js';
import { accountListView } from '../../output/views/config.js';
import { ENVIRONMENT } from './account-details.js';

/**
 * Lists the accounts of the configuration file, in its order. Without a file, the credentials of the environment count
 * as an account, as in `exo`.
 */
export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(accountListView);
  const { file, unseen } = await deps.settings();
  const isInEnvironment = !file && credentialsOfEnvironment(deps.env) !== undefined;
  const { accounts = [], defaultAccount } = isInEnvironment
    ? { accounts: [{ name: ENVIRONMENT }], defaultAccount: ENVIRONMENT }
    : (file?.config ?? {});
  deps.io.out(printer.many(accounts.map(({ name }) => ({ name, default: name === defaultAccount }))));
  if (accounts.length === 0)
    deps.io.say(
      unseen ? `No accounts could be read: ${unseen}.` : 'No accounts. Add one with: exo-di config add',
    );
}
