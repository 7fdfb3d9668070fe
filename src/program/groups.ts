import type { Command } from 'commander';
import {
  addCommands,
  addGlobalOptions,
  addSelf,
  addZoneAnywhere,
  headingOf,
  openWhenTyped,
} from './define.js';
import { HELP } from './flags.js';
import { beginWith } from './format-help.js';
import { type GroupEntry, selfOf } from './place.js';
import type { Runner } from './spec.js';

/** Adds a command that only contains others. Until it is typed, it has only a name and a summary. */
export function addName(parent: Command, name: string, summary: string): Command {
  return parent.command(name).summary(summary).helpCommand(false);
}

/** Adds the groups of the tree. They have only names until one is typed: then its commands are loaded. */
export function addGroups(parent: Command, entries: readonly GroupEntry[], run: Runner): void {
  const openers = new Map<Command, () => Promise<void>>();
  for (const entry of entries) {
    const { name, aliases = [], summary, load, first } = entry;
    const group = addName(parent, name, summary).aliases(aliases);
    if (entries.some((one) => one.first)) group.helpGroup(headingOf({ first }));
    openers.set(group, async () => {
      describeGroup(group);
      const { commands, self, begin } = await load();
      if (begin) beginWith(group, begin);
      addCommands(group, commands, run);
      if (self) addSelf(group, selfOf(entry, self), run);
      // After the group's own flags, if it has any.
      addGlobalOptions(group);
      if (commands.length > 0) addZoneAnywhere(group);
    });
  }
  openWhenTyped(parent, openers);
}

/** Sets the top of a group's help. */
export function describeGroup(group: Command): void {
  group
    .description(`${group.summary()}.`)
    .usage('[flags] <command>')
    .optionsGroup('Flags:')
    .helpOption(...HELP);
}
