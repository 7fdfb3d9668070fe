import type { Account } from '../../config/config-schema.js';
import { withoutTokens } from '../../domain/secrets.js';
import { joinWords } from '../../domain/shell-words.js';
import type { AccountDetails } from '../../output/views/config.js';

/** The name of the account that the environment's credentials make up, as in `exo`. */
export const ENVIRONMENT = '<environment variables>';

/** Shown instead of a secret. It is as long as the key, as in `exo`, and so does not tell the length of the secret. */
export const masked = (key: string) => '×'.repeat(key.length);

/** An account as it may be shown: the secret and logins in URLs are masked; a secretCommand is shown as it is. */
export function accountDetails(account: Account, configFile: string): AccountDetails {
  const { key = '', secret, secretCommand } = account;
  return {
    name: account.name,
    apiKey: key,
    maskedSecret: secretCommand?.length ? joinWords(secretCommand) : secret ? masked(key) : '',
    endpoint: withoutTokens(account.endpoint ?? ''),
    defaultZone: account.defaultZone ?? '',
    defaultTemplate: account.defaultTemplate,
    // An empty one counts as not set, as in `exo`.
    storageApiEndpoint: account.sosEndpoint ? withoutTokens(account.sosEndpoint) : undefined,
    configFile,
    clientTimeout: account.clientTimeout ?? 0,
  };
}
