import type { SnippetFor } from '../../domain/choices.js';
import type { EndpointEnv } from '../../domain/endpoint-env.js';
import type { View } from '../view.js';

/** `deployment env` as data: the JSON keys are the names of the environment variables. */
export const endpointEnvView: View<EndpointEnv> = {
  name: 'endpoint',
  fields: [
    { key: 'OPENAI_BASE_URL', go: 'BaseURL', label: 'Base URL', value: ({ baseUrl }) => baseUrl, keep: true },
    { key: 'OPENAI_API_KEY', go: 'APIKey', label: 'API key', value: ({ apiKey }) => apiKey, keep: true },
    { key: 'OPENAI_MODEL', go: 'Model', label: 'Model', value: ({ model }) => model, keep: true },
  ],
};

/** A text to paste, and the program it is for. */
export const snippetView: View<{ for: SnippetFor; text: string }> = {
  name: 'snippet',
  fields: [
    { key: 'for', value: (s) => s.for, keep: true },
    { key: 'snippet', value: (s) => s.text },
  ],
};

/** How fast a deployment answered a test request. */
export interface CheckedEndpoint {
  name: string;
  zone: string;
  url: string;
  model: string;
  /** ms */
  ttftMs: number;
  tokensPerSecond: number;
  tokens: number;
}

export const checkView: View<CheckedEndpoint> = {
  name: 'check',
  fields: [
    { key: 'name', value: (c) => c.name, keep: true },
    { key: 'zone', value: (c) => c.zone, keep: true },
    { key: 'url', value: (c) => c.url },
    { key: 'model', value: (c) => c.model },
    {
      key: 'ttft_ms',
      go: 'TTFTMs',
      label: 'First token',
      type: 'number',
      value: (c) => c.ttftMs,
      shown: (c) => `${c.ttftMs} ms`,
    },
    { key: 'tokens_per_second', label: 'Tokens a second', type: 'number', value: (c) => c.tokensPerSecond },
    { key: 'tokens', type: 'number', value: (c) => c.tokens },
  ],
};
