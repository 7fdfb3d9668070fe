import type { View } from '../../output/view.js';
import type { Finding } from './finding.js';

/** `doctor`, for programs; people get lines, see `lines.ts`. */
export const findingView: View<Finding> = {
  name: 'finding',
  fields: [
    { key: 'check', go: 'Check', label: 'Check', value: ({ check }) => check, keep: true },
    { key: 'zone', go: 'Zone', label: 'Zone', value: ({ zone }) => zone ?? '', omitEmpty: true, keep: true },
    { key: 'status', go: 'Status', label: 'Status', value: ({ status }) => status, keep: true },
    { key: 'detail', go: 'Detail', label: 'Detail', value: ({ detail }) => detail },
    { key: 'hint', go: 'Hint', label: 'Hint', value: ({ hint }) => hint ?? '', extra: true, omitEmpty: true },
  ],
};
