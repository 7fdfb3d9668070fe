import type { CommandSpec, GroupSpec } from './spec.js';

/** The names under which `exo` has this tree. */
export const TREE_NAMES = {
  name: 'dedicated-inference',
  aliases: ['ai', 'inference'],
  summary: 'The same commands, as exo has them; also: ai, inference',
};

/** A resource or topic at the top of the tree; its verbs are loaded when it is typed. */
export interface GroupEntry {
  name: string;
  aliases?: string[];
  summary: string;
  /** Among the few that people begin with. */
  first?: true;
  load: () => Promise<GroupSpec>;
}

/** A place in the tree of commands, and the commands below it. */
export interface Place {
  /** The words that lead here, as `['deployment', 'scale']`; without the names `exo` has for the whole tree. */
  path: readonly string[];
  branches: readonly Branch[];
  /** What the words do when they end here. */
  spec?: CommandSpec | undefined;
}

/** A command that can follow; what is below it is loaded when it is opened. */
export interface Branch {
  name: string;
  aliases: readonly string[];
  summary: string;
  open(): Promise<Place>;
}

/** The whole tree, as the parser has it, without the parser. @param entries stand under the names of `exo` once more */
export function rootPlace(entries: readonly GroupEntry[], topics: readonly GroupEntry[]): Place {
  const branches = entries.map(groupBranch);
  const again = { ...TREE_NAMES, open: async () => ({ path: [], branches }) };
  return { path: [], branches: [...branches, again, ...topics.map(groupBranch)] };
}

function groupBranch({ name, aliases = [], summary, load }: GroupEntry): Branch {
  return {
    name,
    aliases,
    summary,
    async open() {
      const { commands, self } = await load();
      return { path: [name], branches: commands.map((spec) => commandBranch(name, spec)), spec: self };
    },
  };
}

function commandBranch(group: string, spec: CommandSpec): Branch {
  return {
    name: spec.name,
    aliases: spec.aliases ?? [],
    summary: spec.summary,
    open: async () => ({ path: [group, spec.name], branches: [], spec }),
  };
}

/** Every place below one, itself first; the tree under the names of `exo` is not gone through again. */
export async function everyPlace(from: Place): Promise<Place[]> {
  const below = await Promise.all(
    from.branches.map(async (branch) => {
      const place = await branch.open();
      return place.path.length > 0 ? everyPlace(place) : [];
    }),
  );
  return [from, ...below.flat()];
}
