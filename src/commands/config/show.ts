import * as z from 'zod/mini';
import { DEFAULT_ENDPOINT } from '../../api/api-endpoint.js';
import { firstOf } from '../../config/check-values.js';
import { credentialsOfEnvironment } from '../../config/credentials.js';
import { requireReadable } from '../../config/readable.js';
import type { Settings } from '../../config/settings.js';
import type { Deps } from '../../deps.js';
import { BUILT_IN_ZONE } from '../../domain/known-zones.js';
import { hintOfMeant } from '../../domain/likely.js';
import { withoutTokens } from '../../domain/secrets.js';
import { ExoError } from '../../errors.js';
import { type AccountDetails, accountShowView } from '../../output/views/config.js';
import type { Raw } from '../../program/spec.js';
import { parseInput, text } from '../lib/parse-input.js';
import { accountDetails, ENVIRONMENT, masked } from './account-details.js';

const schema = z.object({ NAME: z.optional(text) });

/** Shown instead of the names of account and file if there are none, as in `exo`. */
const BUILT_IN = 'built in';
/** The storage endpoint as `exo` shows it. The zone is that of the bucket. */
const STORAGE = 'https://sos-{zone}.exo.io';

/**
 * Shows the named account as it is in the file. Without a name it shows the settings that commands use: those of the
 * account, of environment variables and built-in ones, and where each comes from.
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME: name } = parseInput(schema, raw, 'usage: exo-di config show [NAME]');
  const printer = await deps.printer(accountShowView);
  const settings = await deps.settings();
  deps.io.out(printer.one(name === undefined ? await inForce(deps, settings) : named(name, settings)));
}

async function inForce(deps: Deps, settings: Settings): Promise<AccountDetails> {
  const { file, zone, endpoint } = settings;
  const found = file?.config.accounts.find(({ name }) => name === settings.account?.name);
  const given = credentialsOfEnvironment(deps.env);
  // This throws the error of a command that needs credentials.
  if (!found && !given) await settings.credentials(deps.signal);
  const storage = firstOf(
    [deps.env.EXOSCALE_STORAGE_API_ENDPOINT, 'EXOSCALE_STORAGE_API_ENDPOINT'],
    [deps.env.EXOSCALE_SOS_ENDPOINT, 'EXOSCALE_SOS_ENDPOINT'],
    [found?.sosEndpoint, 'account '],
  );
  const of = found && `account ${found.name}`;
  const details = accountDetails(found ?? { name: ENVIRONMENT }, file?.path ?? ENVIRONMENT);
  const source = (from: string | undefined) =>
    from === undefined ? BUILT_IN : from.startsWith('account ') ? (of ?? from) : from;
  return {
    ...details,
    ...(given && { apiKey: given.key, maskedSecret: masked(given.key) }),
    endpoint: endpoint?.url ?? DEFAULT_ENDPOINT,
    defaultZone: zone?.name ?? BUILT_IN_ZONE,
    storageApiEndpoint: withoutTokens(storage?.value ?? STORAGE).replace(/\/+$/, ''),
    from: {
      key: source(given?.from ?? 'account '),
      endpoint: source(endpoint?.from),
      zone: source(zone?.from),
      storage: source(storage?.from),
    },
  };
}

function named(name: string, { file }: Settings): AccountDetails {
  const accounts = file?.config.accounts ?? [];
  const account = accounts.find((candidate) => candidate.name === name);
  if (account && file) {
    requireReadable(account, file.shown);
    return accountDetails(account, file.path);
  }
  const names = accounts.map((candidate) => candidate.name).filter(Boolean);
  const where = file ? ` in ${file.shown}` : ', nor a configuration file';
  const there = names.length > 0 ? `there are: ${names.join(', ')}` : 'add one with: exo-di config add';
  throw new ExoError('not-found', `there is no account ${JSON.stringify(name)}${where}`, {
    code: 'unknown-account',
    ...hintOfMeant(name, names, there),
  });
}
