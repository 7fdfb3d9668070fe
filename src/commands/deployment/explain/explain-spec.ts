import { explanationView } from '../../../output/views/explanation.js';
import { ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

export const explain: CommandSpec = {
  name: 'explain',
  args: ['NAME'],
  summary: 'Say why a deployment does not start, and what to type',
  about:
    'Reads the deployment and its logs, and prints the cause, the line that proves it, and commands that fix it and keep everything else as it is. If the cause is not known, it says so and prints the last errors. Nothing is changed. Exit code 0: it is ready. 7: it failed. 8: it is still starting, within the normal time.',
  options: [ZONE],
  examples: ['exo-di deployment explain my-app', 'exo-di deployment explain my-app -z at-vie-2 -O json'],
  view: explanationView,
  jsonKeys: 'name, zone, state, kind, cause, evidence, fixes, confidence',
  document: async () => (await import('./explain.js')).explanationJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./explain.js')).run,
};
