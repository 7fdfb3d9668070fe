import { hintOfMeant } from '../domain/likely.js';
import { ExoError, UsageError } from '../errors.js';
import type { ConfigFile } from './file.js';
import type { Account } from './schema.js';
import { type ConfigFlags, type Env, variable } from './sources.js';

/** The account of the file that counts, or why there is none. */
export interface Choice {
  account?: Account;
  /** `account prod in ~/.config/exoscale/exoscale.toml`. */
  from?: string;
  /** Thrown only when credentials are needed: a command that needs none must still run. */
  problem?: ExoError;
}

/**
 * Chooses the account: the flag's, the environment's, the file's default. Names are compared exactly, as the
 * reference does.
 * @throws {UsageError} when the flag or the environment names an account that does not exist, with those that do.
 */
export function chooseAccount(file: ConfigFile | undefined, flags: ConfigFlags, env: Env): Choice {
  const fromEnv = variable(env, 'EXOSCALE_ACCOUNT');
  const asked = flags.useAccount || fromEnv;
  const askedBy = flags.useAccount ? (flags.accountBy ?? 'flag --use-account') : 'EXOSCALE_ACCOUNT';
  const name = asked || file?.config.defaultAccount;
  const account = name ? file?.config.accounts.find((candidate) => candidate.name === name) : undefined;
  if (account && file) return { account, from: `account ${account.name} in ${file.shown}` };
  if (asked) {
    const where = file ? `not in ${file.shown}` : 'there is no configuration file';
    throw new UsageError(`account ${JSON.stringify(asked)} (${askedBy}) is not defined: ${where}`, {
      ...namesHint(file, asked),
      code: 'unknown-account',
    });
  }
  return file ? { problem: noDefault(file, name) } : {};
}

function noDefault(file: ConfigFile, name: string | undefined): ExoError {
  if (namesOf(file).length === 0) return noCredentials(`there is no account in ${file.shown}`);
  const message = name
    ? `default account ${JSON.stringify(name)} is not among the accounts in ${file.shown}`
    : `default account not defined in ${file.shown}`;
  return new ExoError('credentials', message, { ...namesHint(file, name), code: 'no-default-account' });
}

const namesOf = (file: ConfigFile | undefined) =>
  file?.config.accounts.map((account) => account.name).filter(Boolean) ?? [];

/** Which accounts there are, and which of them may be meant. */
function namesHint(file: ConfigFile | undefined, asked: string | undefined) {
  const names = namesOf(file);
  if (names.length === 0) return { hint: 'Add it: exo-di config add' };
  const choose = `Choose one of: ${names.join(', ')}\nfor one command with --use-account NAME, for all with: exo-di config set NAME`;
  return hintOfMeant(asked ?? '', names, choose);
}

/** No credentials anywhere: names the three ways out. */
export function noCredentials(why: string): ExoError {
  return new ExoError('credentials', `no credentials: ${why}`, {
    hint: [
      'Give them in the environment: export EXOSCALE_API_KEY=… EXOSCALE_API_SECRET=…',
      'or keep them in a file:       exo-di config add',
      'or try without an account:    exo-di sandbox start',
    ].join('\n'),
    code: 'no-credentials',
  });
}
