import type { CommandSpec, GroupEntry, SelfSpec } from './spec.js';

/** `exo`'s names for the whole tree. */
export const TREE_NAMES = {
  name: 'dedicated-inference',
  aliases: ['ai', 'inference'],
  summary: 'The same commands, as exo has them; also: ai, inference',
};

/** A place in the tree of commands, and the commands below it. */
export interface Place {
  /** The words that lead here, such as `['deployment', 'scale']`, without `exo`'s names for the whole tree. */
  path: readonly string[];
  branches: readonly Branch[];
  /** The command that runs if the words end here. */
  spec?: CommandSpec | undefined;
}

/** A command that can follow. What is below it is loaded when it is opened. */
export interface Branch {
  name: string;
  aliases: readonly string[];
  summary: string;
  open(): Promise<Place>;
}

/** The whole tree of commands as the parser sees it, without a parser. */
export const rootPlace = (entries: readonly GroupEntry[]): Place => ({
  path: [],
  branches: entries.map(groupBranch),
});

/** What the name of a group alone does. */
export const selfOf = ({ name, summary }: GroupEntry, self: SelfSpec): CommandSpec => ({
  summary,
  ...self,
  name,
});

function groupBranch(entry: GroupEntry): Branch {
  const { name, aliases = [], summary, load } = entry;
  return {
    name,
    aliases,
    summary,
    async open() {
      const { commands, groups, self } = await load();
      if (groups) return rootPlace(groups);
      return {
        path: [name],
        branches: commands.map((spec) => commandBranch(name, spec)),
        spec: self && selfOf(entry, self),
      };
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

/** A place and all places below it, itself first. The tree below `exo`'s names is not visited a second time. */
export async function everyPlace(from: Place): Promise<Place[]> {
  const below = await Promise.all(
    from.branches.map(async (branch) => {
      const place = await branch.open();
      return place.path.length > 0 ? everyPlace(place) : [];
    }),
  );
  return [from, ...below.flat()];
}
