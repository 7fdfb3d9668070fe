import type { Deps } from '../../deps.js';
import { versionView } from '../../output/views/version.js';
import type { SelfSpec } from '../../program/spec.js';
import { NODE_VERSION, VERSION } from '../../version.js';

export const version: SelfSpec = {
  about: 'The same as --version; -O json also has the version of Node.js.',
  examples: ['exo-di version', 'exo-di version -O json'],
  view: versionView,
  load: async () => async (deps: Deps) => {
    const { flagPrinter } = await import('../lib/printers.js');
    // No settings are read, so a broken configuration file does not matter.
    const printer = await flagPrinter(deps, versionView);
    deps.io.out(printer.data ? printer.one({ version: VERSION, node: NODE_VERSION }) : `exo-di ${VERSION}\n`);
  },
};
