import type { Field, View } from '../view.js';
import { text } from './reference-values.js';

/** An account of the configuration file, for `config list`. */
export interface AccountRow {
  name: string;
  default: boolean;
}

/** What `config show` prints. The secret comes masked: nothing here masks it. */
export interface AccountDetails {
  name: string;
  apiKey: string;
  maskedSecret: string;
  endpoint: string;
  defaultZone: string;
  defaultTemplate?: string | undefined;
  storageApiEndpoint?: string | undefined;
  configFile: string;
  /** Minutes, as the file has it. */
  clientTimeout: number;
  /** Where values come from, in a word or two; absent where the file alone is shown. */
  from?: Readonly<Record<'key' | 'endpoint' | 'zone' | 'storage', string>> | undefined;
}

/** A value with where it comes from, for the table. */
const withSource = (value: string, from: string | undefined) =>
  value !== '' && from ? `${value} (${from})` : value;

/** `config list`. */
export const accountListView: View<AccountRow> = {
  name: 'account',
  fields: [
    {
      key: 'name',
      value: (a) => a.name,
      // The default one is marked, as the reference does.
      shown: (a) => (a.default ? `${a.name}*` : a.name),
      tone: (a) => (a.default ? 'good' : undefined),
      keep: true,
    },
    { key: 'default', type: 'boolean', value: (a) => a.default, table: false },
  ],
};

/** Where a value comes from, for programs: the table says it beside the value. */
function source(
  key: string,
  go: string,
  of: keyof NonNullable<AccountDetails['from']>,
): Field<AccountDetails> {
  return {
    key,
    go,
    label: go,
    value: (a) => text(a.from?.[of]),
    extra: true,
    omitEmpty: true,
    table: false,
  };
}

/** `config show`. */
export const accountShowView: View<AccountDetails> = {
  name: 'account',
  fields: [
    { key: 'name', value: (a) => a.name, keep: true },
    {
      key: 'api_key',
      value: (a) => a.apiKey,
      shown: (a) => withSource(a.apiKey, a.from?.key),
      prose: true,
      keep: true,
    },
    { key: 'api_secret', value: (a) => a.maskedSecret },
    {
      key: 'endpoint',
      value: (a) => a.endpoint,
      shown: (a) => withSource(a.endpoint, a.from?.endpoint),
      prose: true,
      keep: true,
    },
    {
      key: 'default_zone',
      value: (a) => a.defaultZone,
      shown: (a) => withSource(a.defaultZone, a.from?.zone),
      prose: true,
      keep: true,
    },
    { key: 'default_template', value: (a) => text(a.defaultTemplate), omitEmpty: true },
    {
      key: 'storage_api_endpoint',
      value: (a) => text(a.storageApiEndpoint),
      shown: (a) => withSource(text(a.storageApiEndpoint), a.from?.storage),
      prose: true,
      omitEmpty: true,
    },
    { key: 'config_file', label: 'Configuration file', value: (a) => a.configFile, keep: true },
    {
      key: 'client_timeout',
      label: 'Client timeout (minutes)',
      type: 'number',
      value: (a) => a.clientTimeout,
    },
    source('api_key_from', 'APIKeyFrom', 'key'),
    source('endpoint_from', 'EndpointFrom', 'endpoint'),
    source('default_zone_from', 'DefaultZoneFrom', 'zone'),
    source('storage_api_endpoint_from', 'StorageAPIEndpointFrom', 'storage'),
  ],
};
