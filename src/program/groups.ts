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
import { selfOf } from './place.js';
import type { GroupEntry, Runner } from './spec.js';

/** Adds the groups of the tree. They have only names until one is typed: then its commands are loaded. */
export function addGroups(parent: Command, entries: readonly GroupEntry[], run: Runner): void {
  const openers = new Map<Command, () => Promise<void>>();
  for (const entry of entries) {
    const { name, aliases = [], summary, load, first } = entry;
    const group = parent.command(name).aliases(aliases).summary(summary).helpCommand(false);
    if (entries.some((one) => one.first)) group.helpGroup(headingOf({ first }));
    openers.set(group, async () => {
      group.description(`${summary}.`).usage('[flags] <command>');
      group.optionsGroup('Flags:').helpOption(...HELP);
      const { commands, groups = [], self, begin } = await load();
      if (begin) beginWith(group, begin);
      addCommands(group, commands, run);
      addGroups(group, groups, run);
      if (self) addSelf(group, selfOf(entry, self), run);
      // After the group's own flags, if it has any.
      addGlobalOptions(group);
      if (commands.length + groups.length > 0) addZoneAnywhere(group);
    });
  }
  openWhenTyped(parent, openers);
}
