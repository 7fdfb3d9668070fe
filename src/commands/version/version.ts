import type { Deps } from '../../deps.js';
import { versionView } from '../../output/views/version.js';
import { NODE_VERSION, VERSION } from '../../version.js';
import { flagPrinter } from '../lib/printers.js';

/** Prints what --version prints, or version and Node.js as data. Reads no settings. */
export async function run(deps: Deps): Promise<void> {
  const printer = await flagPrinter(deps, versionView);
  deps.io.out(printer.data ? printer.one({ version: VERSION, node: NODE_VERSION }) : `exo-di ${VERSION}\n`);
}
