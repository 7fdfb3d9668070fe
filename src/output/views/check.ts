import type { View } from '../view.js';

/** What a deployment answered, and how fast. */
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

/** `deployment check`. */
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
