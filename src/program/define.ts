import { type Command, Option } from 'commander';
import { KNOWN_ZONES } from '../domain/known-zones.js';
import { type Exchange, isFileName, withFileFlag } from '../domain/likely.js';
import { UsageError } from '../errors.js';
import { GLOBAL_OPTIONS, HELP, ZONE_ANYWHERE } from './flags.js';
import { afterHelp, descriptionOf, usageOf } from './help-text.js';
import type { CommandSpec, Runner } from './spec.js';
import { hintForEngine, pathOf, unknownCommand } from './usage-errors.js';

/** Adds the commands of a group. They have only names until one of them is typed. */
export function addCommands(parent: Command, specs: readonly CommandSpec[], run: Runner): void {
  const openers = new Map<Command, () => void>();
  for (const spec of specs) {
    const command = parent.command(spec.name);
    command.aliases([...(spec.aliases ?? [])]).summary(spec.summary);
    takeArguments(command, spec);
    if (specs.some(({ first }) => first)) command.helpGroup(headingOf(spec));
    openers.set(command, () => {
      command.optionsGroup('Flags:').helpOption(...HELP);
      equip(command, spec, run);
      addGlobalOptions(command);
    });
  }
  openWhenTyped(parent, openers);
}

/** The heading for a command in a long list. */
export const headingOf = ({ first }: { first?: true }) => (first ? 'First commands:' : 'More commands:');

/** Gives a command flags, help and verbs when it is typed: making them for all commands takes milliseconds. */
export function openWhenTyped(parent: Command, openers: Map<Command, () => Promise<void> | void>): void {
  parent.hook('preSubcommand', async (_parent, command) => {
    const open = openers.get(command);
    openers.delete(command);
    await open?.();
  });
}

/** Lets a group run a command when it is typed without a verb. */
export function addSelf(group: Command, spec: CommandSpec, run: Runner): void {
  takeArguments(group, spec);
  equip(group, spec, run);
  group.usage(usageOf(spec, group.commands.length > 0));
}

/** Known before the command is typed: only behind a verb that takes arguments can a word be meant as one. */
function takeArguments(command: Command, { args }: CommandSpec): void {
  if (args) command.argument('[args...]');
}

function equip(command: Command, spec: CommandSpec, run: Runner): void {
  // Excess arguments are refused by `positionals`.
  command.description(descriptionOf(spec)).usage(usageOf(spec)).allowExcessArguments();
  for (const [flags, description] of spec.options ?? []) command.addOption(new Option(flags, description));
  command.addHelpText('after', () => afterHelp(spec, command.configureOutput().getOutHelpWidth?.() ?? 80));
  command.action(async () => {
    const own = { ...zoneAbove(command, spec), ...flagsOf(command, spec.options ?? []) };
    await run(spec, { ...own, ...positionals(spec, command.args, command) }, globalsOf(command));
  });
}

/** Lets a command take the flags that every command takes. */
export function addGlobalOptions(command: Command): void {
  for (const [flags, description] of GLOBAL_OPTIONS) {
    command.addOption(new Option(flags, description).helpGroup('Global flags:'));
  }
}

/** Lets a command that contains others take the zone for the command that follows. */
export function addZoneAnywhere(command: Command): void {
  const [flags, description] = ZONE_ANYWHERE;
  // `limits` has this flag itself.
  if (command.options.some((option) => option.flags === flags)) return;
  command.addOption(new Option(flags, description).hideHelp());
}

/** The zone that was typed before the last name of the command. @throws UsageError if the command has no zone */
function zoneAbove(command: Command, { options = [] }: CommandSpec): Record<string, unknown> {
  const above = (from: Command | null): Record<string, unknown> =>
    from ? { ...above(from.parent), ...flagsOf(from, [ZONE_ANYWHERE]) } : {};
  const takes = options.some(([flags]) => flags === ZONE_ANYWHERE[0]);
  const found = above(takes ? command.parent : command);
  if (takes || Object.keys(found).length === 0) return found;
  throw new UsageError(`${pathOf(command)} takes no --zone`, { hint: `see ${pathOf(command)} --help` });
}

function positionals(spec: CommandSpec, args: readonly string[], command: Command): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  const rest = [...args];
  for (const arg of spec.args ?? []) {
    const name = arg.replace(/[[\]]/g, '');
    if (name.endsWith('...')) {
      if (rest.length > 0) raw[name.slice(0, -3)] = rest.splice(0);
    } else if (rest.length > 0) raw[name] = rest.shift();
  }
  const [extra] = rest;
  if (extra === undefined) return raw;
  if (command.commands.length > 0) throw unknownCommand(command, extra);
  const takesFile = command.options.some(({ long }) => long === '--file');
  const isForgotten = takesFile && command.getOptionValueSource('file') === undefined && isFileName(extra);
  throw new UsageError(`unexpected argument ${JSON.stringify(extra)}`, {
    hint: [`usage: ${pathOf(command)} ${command.usage()}`, hintForEngine(command)],
    exchange: isForgotten
      ? withFileFlag(rest)
      : (inQuotesOf(raw.PROMPT, rest) ?? withZoneFlag(command, rest)),
  });
}

/** What is meant by a zone without its -z at the end of a line; undefined for anything else. */
function withZoneFlag(command: Command, rest: readonly string[]): Exchange | undefined {
  const isGiven = command.getOptionValueSource('zone') !== undefined;
  const isZone = rest.length === 1 && !isGiven && KNOWN_ZONES.some((zone) => zone === rest[0]);
  const takesZone = command.options.some(({ long, hidden }) => long === '--zone' && !hidden);
  return isZone && takesZone ? { typed: rest, meant: ['-z', ...rest] } : undefined;
}

/** A prompt that was typed without quotes, as the single word that is meant; undefined for a command without one. */
const inQuotesOf = (prompt: unknown, rest: readonly string[]): Exchange | undefined =>
  typeof prompt === 'string' ? { typed: [prompt, ...rest], meant: [[prompt, ...rest].join(' ')] } : undefined;

function flagsOf(command: Command, options: NonNullable<CommandSpec['options']>): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const option of command.options) {
    const name = option.long ?? option.short ?? '';
    if (!options.some(([flags]) => flags === option.flags)) continue;
    if (command.getOptionValueSource(option.attributeName()) !== 'cli') continue;
    const value: unknown = command.getOptionValue(option.attributeName());
    raw[name] = option.negate ? value === false : value;
  }
  return raw;
}

/** The global flags. They can be typed anywhere; the one nearest to the end of the command wins. */
function globalsOf(command: Command): Record<string, unknown> {
  const above = command.parent ? globalsOf(command.parent) : {};
  return { ...above, ...flagsOf(command, GLOBAL_OPTIONS) };
}
