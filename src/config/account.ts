import type { Env } from '../domain/environment.js';
import { hintOfMeant } from '../domain/likely.js';
import { ExoError, UsageError } from '../errors.js';
import { firstOf } from './check-values.js';
import type { Account } from './config-schema.js';
import type { ConfigFile } from './file.js';
import { requireReadable } from './readable.js';
import type { ConfigFlags } from './sources.js';

/** The account that the command uses, or why there is none. */
export interface Choice {
  account?: Account;
  /** `account prod in ~/.config/exoscale/exoscale.toml`. */
  from?: string;
  /** Thrown only when credentials are needed, because a command that needs none must still run. */
  problem?: ExoError;
}

/** Says that there is no file, or that this cannot be seen. @param hidden why it cannot be seen, if so */
export const noFile = (hidden: string | undefined) =>
  hidden ? `no configuration file can be read (${hidden})` : 'there is no configuration file';

/**
 * Chooses the account: the flag's, else the environment's, else the file's default. Names must be exact, as in `exo`.
 * @param hidden a place that could not be looked into, and why
 * @throws {UsageError} if the flag or the environment names an account that does not exist (with a list of those that
 * do), or if the chosen account cannot be read.
 */
export function chooseAccount(
  file: ConfigFile | undefined,
  flags: ConfigFlags,
  env: Env,
  hidden?: string,
): Choice {
  const named = firstOf(
    [flags.useAccount, flags.accountBy ?? 'flag --use-account'],
    [env.EXOSCALE_ACCOUNT, 'EXOSCALE_ACCOUNT'],
  );
  const name = named?.value ?? file?.config.defaultAccount;
  const account = name ? file?.config.accounts.find((candidate) => candidate.name === name) : undefined;
  if (account && file) {
    requireReadable(account, file.shown);
    return { account, from: `account ${account.name} in ${file.shown}` };
  }
  if (named) {
    const where = file ? `not in ${file.shown}` : noFile(hidden);
    throw new UsageError(`account ${JSON.stringify(named.value)} (${named.from}) is not defined: ${where}`, {
      ...namesHint(file, named.value, wayOf(flags)),
      code: 'unknown-account',
    });
  }
  if (file) return { problem: noDefault(file, name) };
  return hidden ? { problem: noCredentials(`none in the environment, and ${noFile(hidden)}`) } : {};
}

function noDefault(file: ConfigFile, name: string | undefined): ExoError {
  if (namesOf(file).length === 0) {
    // An account whose name cannot be read cannot be chosen: its problem is reported, and not that there is no account.
    const [unreadable] = file.config.accounts.flatMap(({ problems = [] }) => problems);
    return noCredentials(
      unreadable ? `${file.shown}: ${unreadable}` : `there is no account in ${file.shown}`,
    );
  }
  const message = name
    ? `default account ${JSON.stringify(name)} is not among the accounts in ${file.shown}`
    : `default account not defined in ${file.shown}`;
  return new ExoError('credentials', message, {
    ...namesHint(file, name, TO_CHOOSE),
    code: 'no-default-account',
  });
}

const namesOf = (file: ConfigFile | undefined) =>
  file?.config.accounts.map((account) => account.name).filter(Boolean) ?? [];

const TO_CHOOSE = 'for one command with --use-account NAME, for all with: exo-di config set NAME';

/**
 * How the user names another account instead of one that does not exist. This depends on what named it, because a flag
 * wins over the environment, and both win over the file.
 */
function wayOf({ useAccount, accountBy }: ConfigFlags): string {
  if (accountBy) return 'or add it with: exo-di config add';
  return useAccount
    ? TO_CHOOSE
    : 'for one command with --use-account NAME, for all with: export EXOSCALE_ACCOUNT=NAME';
}

/** The hint that lists the accounts, asks whether a similar one was meant, and says how to name one. */
function namesHint(file: ConfigFile | undefined, named: string | undefined, way: string) {
  const names = namesOf(file);
  if (names.length === 0) return { hint: 'Add it: exo-di config add' };
  return hintOfMeant(named ?? '', names, `Choose one of: ${names.join(', ')}\n${way}`);
}

/** The error if there are no credentials anywhere. Its hint names the three ways out. */
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
