import type { Field, View } from '../view.js';

/** What `config show` prints. The caller must mask the secret: nothing here does. */
export interface AccountDetails {
  name: string;
  apiKey: string;
  maskedSecret: string;
  endpoint: string;
  defaultZone: string;
  defaultTemplate?: string | undefined;
  storageApiEndpoint?: string | undefined;
  configFile: string;
  /** In minutes, as in the file. */
  clientTimeout: number;
  /** Where each value comes from, in a word or two; absent if only the configuration file is shown. */
  from?: Readonly<Record<'key' | 'endpoint' | 'zone' | 'storage', string>> | undefined;
}

/** `config list`: the accounts of the configuration file. */
export const accountListView: View<{ name: string; default: boolean }> = {
  name: 'account',
  piped: 'markdown',
  fields: [
    {
      key: 'name',
      value: (a) => a.name,
      // `exo` marks the default account with an asterisk too.
      shown: (a) => (a.default ? `${a.name}*` : a.name),
      tone: (a) => (a.default ? 'good' : undefined),
      keep: true,
    },
    { key: 'default', type: 'boolean', value: (a) => a.default, table: false },
  ],
};

type Source = keyof NonNullable<AccountDetails['from']>;

/** A field whose source stands beside the value in the table: `https://… (environment)`. */
const sourced = (
  key: string,
  label: string,
  value: (account: AccountDetails) => string | undefined,
  of: Source,
): Field<AccountDetails> => ({
  key,
  label,
  value,
  prose: true,
  shown: (a) => {
    const [is = '', from] = [value(a), a.from?.[of]];
    return is !== '' && from ? `${is} (${from})` : is;
  },
});

const source = (key: string, of: Source): Field<AccountDetails> => ({
  key,
  extra: true,
  omitEmpty: true,
  table: false,
  value: (a) => a.from?.[of],
});

export const accountShowView: View<AccountDetails> = {
  name: 'account',
  fields: [
    { key: 'name', value: (a) => a.name, keep: true },
    sourced('api_key', 'API Key', (a) => a.apiKey, 'key'),
    { key: 'api_secret', label: 'API Secret', value: (a) => a.maskedSecret },
    sourced('endpoint', 'Endpoint', (a) => a.endpoint, 'endpoint'),
    sourced('default_zone', 'Default Zone', (a) => a.defaultZone, 'zone'),
    { key: 'default_template', label: 'Default Template', value: (a) => a.defaultTemplate, omitEmpty: true },
    {
      ...sourced('storage_api_endpoint', 'Storage API Endpoint', (a) => a.storageApiEndpoint, 'storage'),
      omitEmpty: true,
    },
    { key: 'config_file', label: 'Configuration File', value: (a) => a.configFile, keep: true },
    {
      key: 'client_timeout',
      label: 'Client timeout (minutes)',
      type: 'number',
      value: (a) => a.clientTimeout,
    },
    source('api_key_from', 'key'),
    source('endpoint_from', 'endpoint'),
    source('default_zone_from', 'zone'),
    source('storage_api_endpoint_from', 'storage'),
  ],
};
