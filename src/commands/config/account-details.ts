import type { Account } from '../../config/schema.js';
import { joinWords } from '../../domain/shell-words.js';
import type { AccountDetails } from '../../output/views/config.js';

/** An account as it may be shown: the secret is masked, a secretCommand stands as it is. */
export function accountDetails(account: Account, configFile: string): AccountDetails {
  const { key = '', secret, secretCommand } = account;
  // As long as the key, as the reference has it: nothing of the secret is told, not even its length.
  const mask = secret ? '×'.repeat(key.length) : '';
  return {
    name: account.name,
    apiKey: key,
    maskedSecret: secretCommand?.length ? joinWords(secretCommand) : mask,
    endpoint: account.endpoint ?? '',
    defaultZone: account.defaultZone ?? '',
    defaultTemplate: account.defaultTemplate,
    storageApiEndpoint: account.sosEndpoint,
    configFile,
    clientTimeout: account.clientTimeout ?? 0,
  };
}
