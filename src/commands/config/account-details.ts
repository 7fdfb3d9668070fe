import type { Account } from '../../config/schema.js';
import { withoutTokens } from '../../domain/secrets.js';
import { joinWords } from '../../domain/shell-words.js';
import type { AccountDetails } from '../../output/views/config.js';

/** In place of a secret, as long as its key, as the reference has it: nothing of it is told, not even its length. */
export const masked = (key: string) => '×'.repeat(key.length);

/** An account as it may be shown: the secret is masked, as is a login in an address; a secretCommand stands as it is. */
export function accountDetails(account: Account, configFile: string): AccountDetails {
  const { key = '', secret, secretCommand } = account;
  return {
    name: account.name,
    apiKey: key,
    maskedSecret: secretCommand?.length ? joinWords(secretCommand) : secret ? masked(key) : '',
    endpoint: withoutTokens(account.endpoint ?? ''),
    defaultZone: account.defaultZone ?? '',
    defaultTemplate: account.defaultTemplate,
    storageApiEndpoint: account.sosEndpoint && withoutTokens(account.sosEndpoint),
    configFile,
    clientTimeout: account.clientTimeout ?? 0,
  };
}
