import { versionView } from '../../output/views/version.js';
import type { CommandSpec } from '../../program/spec.js';

export const version: CommandSpec = {
  name: 'version',
  summary: 'Print the version',
  about: 'The same as --version; with -O json the version of Node.js too.',
  examples: ['exo-di version', 'exo-di version -O json'],
  view: versionView,
  load: async () => (await import('./version.js')).run,
};
