import type { View } from '../../output/view.js';
import type { SelfSpec } from '../../program/spec.js';
import type { Finding } from './finding.js';

/** A finding as data. The table format prints lines instead, see `lines.ts`. */
export const findingView: View<Finding> = {
  name: 'finding',
  fields: [
    { key: 'check', value: ({ check }) => check, keep: true },
    { key: 'zone', value: ({ zone }) => zone, omitEmpty: true, keep: true },
    { key: 'status', value: ({ status }) => status, keep: true },
    { key: 'detail', value: ({ detail }) => detail },
    { key: 'hint', value: ({ hint }) => hint, extra: true, omitEmpty: true },
  ],
};

export const doctor: SelfSpec = {
  about:
    'Checks credentials, configuration file and clock, DNS, TLS, proxy and latency of each zone, permissions, whether each zone lists its deployments, and quota. Each kind of check has one line if all is well, and is printed in full if not: ✓ well, ! needs attention, ✗ failed, · not checked. Nothing is changed: permissions are tried with operations that only read. --timeout limits each check (default: 15s).\n\nThe exit code is 0 only if all is well, otherwise that of the first failure: 3 for credentials, clock or permissions, 9 if something cannot be reached.',
  options: [
    ['--verbose', 'print every check in full'],
    ['-z, --zone <zone>', 'only this zone (EXOSCALE_ZONE) instead of every zone'],
  ],
  examples: ['exo-di doctor', 'exo-di doctor -z at-vie-2 -O json'],
  view: findingView,
  prints: 'list',
  load: async () => (await import('./doctor.js')).run,
};
