import { inEnvironment } from '../../config/credentials.js';
import type { Edited } from '../../config/edit.js';
import { parseConfig } from '../../config/parse-config.js';
import { updateConfigFile } from '../../config/write-file.js';
import type { Deps } from '../../deps.js';
import { ExoError } from '../../errors.js';
import { FILE_TURN, takeTurn } from '../lib/take-turn.js';
import { accountDetails } from './account-details.js';

/**
 * Edits one account in the configuration file, one run at a time, and warns if comments were lost.
 * @returns the file, the account after the edit (or before it, if it was deleted), and whether it is the default now
 * @throws ExoError what `edit` throws; usage if the file cannot be written; conflict if another program wrote it
 * meanwhile
 */
export async function editAccount(deps: Deps, name: string, edit: (text: string, shown: string) => Edited) {
  const turn = await takeTurn(deps, ['configuration file'], FILE_TURN);
  const updated = await updateConfigFile(await deps.sources(), edit).finally(turn.release);
  const { shown, path, text, was = '', commentsLost } = updated;
  if (commentsLost) {
    deps.io.warn(
      `the comments in ${shown} were lost: its layout is so unusual that it had to be written anew`,
    );
  }
  const configs = [text, was].map((each) => parseConfig(each, shown).config);
  const account = configs.flatMap(({ accounts }) => accounts).find((candidate) => candidate.name === name);
  if (!account) throw new ExoError('unexpected', `account ${JSON.stringify(name)} is not in ${shown}`);
  return {
    updated,
    details: accountDetails(account, path),
    isDefault: configs[0]?.defaultAccount === name,
  };
}

/**
 * Warns of environment variables that override an account that was just written.
 * @param isDefault it is now the default
 */
export function tellOverrides({ env, io }: Deps, name: string, isDefault: boolean): void {
  const credentials = inEnvironment(env);
  if (credentials) io.warn(`${credentials} are set, and are used instead of those of any account`);
  const named = env.EXOSCALE_ACCOUNT;
  if (isDefault && named && named !== name)
    io.warn(`EXOSCALE_ACCOUNT is set to ${named}, and is used instead of the default`);
}
