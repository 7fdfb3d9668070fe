import type { View } from '../../output/view.js';
import type { CommandSpec } from '../../program/spec.js';
import type { Finding } from './finding.js';

/** `doctor`, for programs; people get lines, see `lines.ts`. */
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

export const doctor: CommandSpec = {
  name: 'doctor',
  summary: 'Check credentials, network, permissions and quota',
  about:
    'Looks at credentials, configuration file, clock, DNS, TLS, proxy and latency of each zone, permissions and quota. What is well makes a line for each kind, what is not is told in full: ✓ well, ! to look at, ✗ failed, · not checked. Nothing is changed: permissions are tried with operations that only read. --timeout limits each check (default: 15s).\n\nExit code 0 only when all is well, else that of the first failure: 3 credentials, clock or permissions, 9 not reachable.',
  options: [
    ['--verbose', 'tell everything in full, what is well too'],
    ['-z, --zone <zone>', 'only this zone (EXOSCALE_ZONE); else every zone'],
  ],
  examples: ['exo-di doctor', 'exo-di doctor -z at-vie-2 -O json'],
  view: findingView,
  prints: 'list',
  load: async () => (await import('./doctor.js')).run,
};
