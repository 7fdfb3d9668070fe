import { everyPlace } from '../../src/program/place.js';
import type { CommandSpec } from '../../src/program/spec.js';
import { TREE } from '../../src/tree.js';

/** A command of the tree, and the words that call it. */
export interface Called {
  path: readonly string[];
  spec: CommandSpec;
}

/** Every command of the tree once, not again under the longer names that `exo` has. */
export async function everyCommand(): Promise<Called[]> {
  return (await everyPlace(TREE)).flatMap(({ path, spec }) => (spec ? [{ path, spec }] : []));
}
