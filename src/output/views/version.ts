import type { View } from '../view.js';

/** What runs: this program, and the Node.js it runs on. */
export interface Versions {
  version: string;
  node: string;
}

export const versionView: View<Versions> = {
  name: 'version',
  fields: [
    { key: 'version', value: (v) => v.version, keep: true },
    { key: 'node', label: 'Node.js', value: (v) => v.node, keep: true },
  ],
};
