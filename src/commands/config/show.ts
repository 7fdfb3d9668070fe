import * as z from 'zod/mini';
import type { Account } from '../../config/schema.js';
import type { Settings } from '../../config/settings.js';
import type { Deps } from '../../deps.js';
import { ExoError } from '../../errors.js';
import { type AccountDetails, accountShowView } from '../../output/views/config.js';
import type { Raw } from '../../program/define.js';
import { parseInput, text } from '../values.js';
import { accountDetails } from './account-details.js';

const schema = z.object({ NAME: z.optional(text) });

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME } = parseInput(schema, raw, 'usage: exo-di config show [NAME]');
  const printer = await deps.printer(accountShowView);
  deps.io.out(printer.one(await showAccount(deps, NAME)));
}

/** What stands where the reference names account and file, when there is neither. */
const ENVIRONMENT = '<environment variables>';

/** The named account, else the one that commands use. @throws ExoError not-found, credentials when there is none */
export async function showAccount(deps: Deps, name?: string): Promise<AccountDetails> {
  const settings = await deps.settings();
  const { file } = settings;
  const wanted = name ?? settings.account?.name;
  const account = file?.config.accounts.find((candidate) => candidate.name === wanted);
  if (account && file) return accountDetails(account, file.path);
  if (name !== undefined) throw unknown(name, settings);
  // Throws what a command that needs credentials would say; else they come from the environment alone.
  const { key, secret } = await settings.credentials(deps.signal);
  const { zone, endpoint } = settings;
  const fromEnvironment: Account = { name: ENVIRONMENT, key, secret };
  return {
    ...accountDetails(fromEnvironment, ENVIRONMENT),
    defaultZone: zone?.name ?? '',
    endpoint: endpoint?.url ?? '',
  };
}

function unknown(name: string, { file }: Settings): ExoError {
  const names = file?.config.accounts.map((account) => account.name).filter(Boolean) ?? [];
  const where = file ? `in ${file.shown}` : ', nor a configuration file';
  return new ExoError(
    'not-found',
    `there is no account ${JSON.stringify(name)} ${where}`.replace(' ,', ','),
    {
      code: 'unknown-account',
      hint: names.length > 0 ? `there are: ${names.join(', ')}` : 'add one with: exo-di config add',
    },
  );
}
