import type { EndpointEnv } from '../../domain/endpoint-env.js';
import type { View } from '../view.js';

/** `deployment env` as data: the names are those of the variables. */
export const endpointEnvView: View<EndpointEnv> = {
  name: 'endpoint',
  fields: [
    { key: 'OPENAI_BASE_URL', go: 'BaseURL', label: 'Base URL', value: ({ baseUrl }) => baseUrl, keep: true },
    { key: 'OPENAI_API_KEY', go: 'APIKey', label: 'API key', value: ({ apiKey }) => apiKey, keep: true },
    { key: 'OPENAI_MODEL', go: 'Model', label: 'Model', value: ({ model }) => model, keep: true },
  ],
};
