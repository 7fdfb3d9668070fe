import { type Place, ROOT } from '../../src/completion/place.js';
import type { CommandSpec } from '../../src/program/define.js';

/** A command of the tree and the words that call it. */
export interface Called {
  path: readonly string[];
  spec: CommandSpec;
}

/** Every command of the tree, once: not again under the names `exo` has for the whole tree. */
export async function everyCommand(): Promise<Called[]> {
  const { commands } = await everything();
  return commands;
}

/** Every command, and every group that only holds others. */
export async function everything(): Promise<{ commands: Called[]; groups: string[][] }> {
  const commands: Called[] = [];
  const groups: string[][] = [];
  const visit = async (place: Place): Promise<void> => {
    if (place.spec) commands.push({ path: place.path, spec: place.spec });
    if (place.branches.length > 0) groups.push([...place.path]);
    for (const branch of place.branches) {
      const next = await branch.open();
      if (next.path.length > 0) await visit(next);
    }
  };
  await visit(ROOT);
  return { commands, groups };
}
