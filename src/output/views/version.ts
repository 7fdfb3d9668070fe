import type { View } from '../view.js';

/** What runs: this program, and the Node.js it runs on. */
export const versionView: View<Record<'version' | 'node', string>> = {
  name: 'version',
  fields: [
    { key: 'version', value: (v) => v.version, keep: true },
    { key: 'node', label: 'Node.js', value: (v) => v.node, keep: true },
  ],
};
