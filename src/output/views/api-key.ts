import { describeScope } from '../../domain/api-key-scope.js';
import type { ApiKey, CreatedApiKey } from '../../schemas/api-key.js';
import type { Field, View } from '../view.js';
import { atTime } from './reference-values.js';

const fields: readonly Field<ApiKey>[] = [
  { key: 'id', value: (k) => k.id, keep: true, short: 'beginning' },
  { key: 'name', value: (k) => k.name, keep: true },
  { key: 'scope', value: describeScope, keep: true, short: 'beginning' },
  { key: 'org_uuid', label: 'Organization', value: (k) => k['org-uuid'], keep: true },
  { key: 'created_at', ...atTime((k: ApiKey) => k['created-at']), spare: 1 },
  { key: 'updated_at', ...atTime((k: ApiKey) => k['updated-at']) },
];

/** `api-key list`: the table has no room for the organization and the last change; other formats have them. */
export const apiKeyListView: View<ApiKey> = {
  name: 'API key',
  fields: fields.map((field) =>
    field.key === 'org_uuid' || field.key === 'updated_at' ? { ...field, table: false } : field,
  ),
};

/** `api-key show` and `api-key update`. */
export const apiKeyShowView: View<ApiKey> = { name: 'API key', fields };

/** `api-key create`: only the answer to a creation contains the key together with its value. */
export const createdApiKeyView: View<CreatedApiKey> = {
  name: 'API key',
  fields: [...fields, { key: 'value', value: (k) => k.value, keep: true }],
};

/** `api-key reveal` and `api-key rotate`: the value alone. */
export const apiKeyValueView: View<{ value: string }> = {
  name: 'API key',
  fields: [{ key: 'value', value: (k) => k.value, keep: true }],
};

/** `deployment reveal-api-key`: the API key of one deployment. */
export const deploymentApiKeyView: View<{ apiKey: string }> = {
  name: 'API key',
  fields: [{ key: 'api_key', label: 'API Key', value: (k) => k.apiKey, keep: true }],
};
