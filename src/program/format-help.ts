import type { Command, Help } from 'commander';
import { commandLines, joined, wrapProse } from '../output/prose.js';

const GLOBAL = 'Global flags:';
/** How many columns a description needs beside its term. If there are fewer, it is printed below the term. */
export const LEAST_BESIDE = 24;

const beginnings = new WeakMap<Command, readonly string[]>();

/** Adds command lines to paste to the help of a group, for beginners. */
export function beginWith(command: Command, lines: readonly string[]): void {
  beginnings.set(command, lines);
}

/**
 * The help of a command. commander provides the texts, but the order is ours: first what can be typed next, then the
 * command's own flags, then the global flags. Commands and flags each have their own column width.
 */
export function formatHelp(command: Command, helper: Help): string {
  const commands = helper.groupItems(
    [...command.commands],
    helper.visibleCommands(command),
    (below) => below.helpGroup() || 'Commands:',
  );
  const flags = helper.groupItems(
    [...command.options],
    helper.visibleOptions(command),
    (option) => option.helpGroupHeading ?? 'Flags:',
  );
  const terms = helper.visibleCommands(command).map((below) => helper.subcommandTerm(below).length);
  const commandWidth = Math.max(0, ...terms);
  const flagWidth = helper.longestOptionTermLength(command, helper);
  const columns = helper.helpWidth ?? 80;
  const item = (term: string, width: number, description: string) =>
    columns - width - 4 < LEAST_BESIDE
      ? `  ${term}\n${wrapProse(description, columns, '      ')}`
      : helper.formatItem(term, width, description, helper);
  const begin = (beginnings.get(command) ?? []).flatMap((line) =>
    commandLines(line, columns - 2).map((part) => `  ${part}`),
  );
  const list = (heading: string, items: readonly string[]) =>
    items.length > 0 ? [heading, ...items, ''] : [];
  const lists = <T>(groups: readonly [string, readonly T[]][], line: (one: T) => string) =>
    groups.flatMap(([heading, group]) => list(heading, group.map(line)));
  return [
    // A flag and its value stay on one line.
    ...joined(`Usage: ${helper.commandUsage(command)}`.split(/(?<! -\S*) /), columns, '  '),
    '',
    helper.boxWrap(helper.commandDescription(command), helper.helpWidth ?? 80),
    '',
    ...list('To begin, paste one of:', begin),
    ...lists([...commands], (below) =>
      item(helper.subcommandTerm(below), commandWidth, helper.subcommandDescription(below)),
    ),
    ...lists(
      [...flags].sort(([a], [b]) => Number(a === GLOBAL) - Number(b === GLOBAL)),
      (option) => item(helper.optionTerm(option), flagWidth, helper.optionDescription(option)),
    ),
  ].join('\n');
}
