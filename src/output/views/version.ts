import type { View } from '../view.js';

/** The versions of this program and of the Node.js that runs it. */
export const versionView: View<Record<'version' | 'node', string>> = {
  name: 'version',
  fields: [
    { key: 'version', value: (v) => v.version, keep: true },
    { key: 'node', label: 'Node.js', value: (v) => v.node, keep: true },
  ],
};
