import { ZONE_OR_ALL } from '../../program/flags.js';
import type { SelfSpec } from '../../program/spec.js';

export const exportCommand: SelfSpec = {
  args: ['[NAME...]'],
  about:
    "Prints the organization's own deployments, or those that are named, as YAML, or as JSON with -O json, for plan and apply. Applied unchanged, the file changes nothing. Deployments that a file cannot describe are left out, with a warning on stderr.",
  options: [ZONE_OR_ALL],
  examples: ['exo-di export -z at-vie-2', 'exo-di export my-app -z at-vie-2 -O json'],
  onlyReads: true,
  document: async () => (await import('../../desired/file/json-schema.js')).inferenceFileJsonSchema(),
  load: async () => (await import('./export.js')).run,
};
