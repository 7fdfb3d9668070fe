import type { Command, Help } from 'commander';

const GLOBAL = 'Global flags:';

/**
 * The help of a command in commander's words, in our order: first what can be typed next, then the command's own
 * flags, then those of all. Commands and flags are each as wide as they need to be.
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
  const list = (heading: string, items: readonly string[]) =>
    items.length > 0 ? [heading, ...items, ''] : [];
  return [
    `Usage: ${helper.commandUsage(command)}`,
    '',
    helper.boxWrap(helper.commandDescription(command), helper.helpWidth ?? 80),
    '',
    ...[...commands].flatMap(([heading, group]) =>
      list(
        heading,
        group.map((below) =>
          helper.formatItem(
            helper.subcommandTerm(below),
            commandWidth,
            helper.subcommandDescription(below),
            helper,
          ),
        ),
      ),
    ),
    ...[...flags]
      .sort(([a], [b]) => Number(a === GLOBAL) - Number(b === GLOBAL))
      .flatMap(([heading, group]) =>
        list(
          heading,
          group.map((option) =>
            helper.formatItem(helper.optionTerm(option), flagWidth, helper.optionDescription(option), helper),
          ),
        ),
      ),
  ].join('\n');
}
