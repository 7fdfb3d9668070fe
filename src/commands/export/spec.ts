import { ZONE_OR_ALL } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

export const exportCommand: CommandSpec = {
  name: 'export',
  args: ['[NAME...]'],
  summary: 'Write the file that describes what there is now',
  about:
    "YAML on stdout, JSON with -O json: the organization's own deployments, or those that are named, as plan and apply read them. Applied as it is, it changes nothing. What a file cannot describe is left out, with a word on stderr.",
  options: [ZONE_OR_ALL],
  examples: ['exo-di export -z at-vie-2', 'exo-di export my-app -z at-vie-2 -O json'],
  onlyReads: true,
  document: async () => (await import('../../desired/file/json-schema.js')).inferenceFileJsonSchema(),
  load: async () => (await import('./export.js')).run,
};
