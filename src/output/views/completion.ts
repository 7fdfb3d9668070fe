import type { View } from '../view.js';

export interface InstalledCompletion {
  shell: string;
  file: string;
  /** `would-write` under --dry-run. */
  action: 'written' | 'replaced' | 'unchanged' | 'would-write';
  /** The line that the shell's start-up file still lacks, and that file (`addTo`); both empty if nothing is missing. */
  add: string;
  addTo: string;
}

export const completionInstallView: View<InstalledCompletion> = {
  name: 'completion',
  fields: [
    { key: 'shell', value: ({ shell }) => shell, keep: true },
    { key: 'file', value: ({ file }) => file },
    { key: 'action', value: ({ action }) => action, keep: true },
    { key: 'add', label: 'Line to add', value: ({ add }) => add },
    { key: 'add_to', label: 'Add it to', value: ({ addTo }) => addTo },
  ],
};
