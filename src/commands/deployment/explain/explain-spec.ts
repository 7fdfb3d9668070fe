import { explanationView } from '../../../output/views/explanation.js';
import { ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

export const explain: CommandSpec = {
  name: 'explain',
  args: ['NAME'],
  summary: 'Say why a deployment does not serve, and what to type',
  about:
    'Reads the deployment and its logs: the cause, the line that proves it, and commands that keep everything else as it is. Nothing is changed. A cause that is not known is said to be unknown, with the last errors; what is ready is never blamed. Exit code 0 when it is ready, 7 with a cause, 8 while it starts within normal time, with what it is doing.',
  options: [ZONE],
  examples: ['exo-di deployment explain my-app', 'exo-di deployment explain my-app -z at-vie-2 -O json'],
  view: explanationView,
  jsonKeys: 'name, zone, state, kind, cause, evidence, fixes, confidence',
  document: async () => (await import('./explain.js')).explanationJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./explain.js')).run,
};
