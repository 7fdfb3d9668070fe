import type { View } from '../../output/view.js';
import type { Finding } from './finding.js';

/** `doctor`, for programs; people get lines, see `lines.ts`. */
export const findingView: View<Finding> = {
  name: 'finding',
  fields: [
    { key: 'check', value: ({ check }) => check, keep: true },
    { key: 'zone', value: ({ zone }) => zone ?? '', omitEmpty: true, keep: true },
    { key: 'status', value: ({ status }) => status, keep: true },
    { key: 'detail', value: ({ detail }) => detail },
    { key: 'hint', value: ({ hint }) => hint ?? '', extra: true, omitEmpty: true },
  ],
};
