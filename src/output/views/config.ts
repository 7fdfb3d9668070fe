import type { View } from '../view.js';
import { text } from './values.js';

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
}

/** `config list`. */
export const accountListView: View<AccountRow> = {
  name: 'account',
  fields: [
    { key: 'name', go: 'Name', label: 'Name', value: (a) => a.name, keep: true },
    {
      key: 'default',
      go: 'Default',
      label: 'Default',
      value: (a) => a.default,
      tone: (a) => (a.default ? 'good' : undefined),
      keep: true,
    },
  ],
};

/** `config show`. */
export const accountShowView: View<AccountDetails> = {
  name: 'account',
  fields: [
    { key: 'name', go: 'Name', label: 'Name', value: (a) => a.name, keep: true },
    { key: 'api_key', go: 'APIKey', label: 'API key', value: (a) => a.apiKey, keep: true },
    { key: 'api_secret', go: 'APISecret', label: 'API secret', value: (a) => a.maskedSecret },
    { key: 'endpoint', go: 'Endpoint', label: 'Endpoint', value: (a) => a.endpoint, keep: true },
    {
      key: 'default_zone',
      go: 'DefaultZone',
      label: 'Default zone',
      value: (a) => a.defaultZone,
      keep: true,
    },
    {
      key: 'default_template',
      go: 'DefaultTemplate',
      label: 'Default template',
      value: (a) => text(a.defaultTemplate),
      omitEmpty: true,
    },
    {
      key: 'storage_api_endpoint',
      go: 'StorageAPIEndpoint',
      label: 'Storage API endpoint',
      value: (a) => text(a.storageApiEndpoint),
      omitEmpty: true,
    },
    {
      key: 'config_file',
      go: 'ConfigFile',
      label: 'Configuration file',
      value: (a) => a.configFile,
      keep: true,
    },
    {
      key: 'client_timeout',
      go: 'ClientTimeout',
      label: 'Client timeout (minutes)',
      value: (a) => a.clientTimeout,
    },
  ],
};
