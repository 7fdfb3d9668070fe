import type { Command } from 'commander';
import { didYouMean } from '../domain/likely.js';
import { nearest } from '../domain/nearest.js';
import { UsageError } from '../errors.js';
import { commandsFor, hintForExo, hintForFlag, verbsFor } from './other-words.js';
import { TREE_NAMES } from './place.js';

/** The full name of a command: `exo-di deployment scale`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** A word that is no command where it was typed. `suggest.ts` looks for a similar one in the whole tree. */
export class UnknownCommand extends UsageError {
  constructor(
    readonly word: string,
    readonly near: readonly string[],
    /** The command below which it was typed: `exo-di deployment`. */
    readonly path: string,
    /** The group whose name follows it: `exo-di list deployment`. */
    readonly group?: string | undefined,
  ) {
    const meant = [didYouMean(near), hintForExo(word, path)].filter((hint) => hint !== undefined);
    super(`unknown command ${word === '' ? '""' : word}`, {
      hint: meant.length > 0 ? meant : `see ${path} --help`,
    });
  }
}

/** The error for a word that is not a command below this one, with the nearest commands. */
export function unknownCommand(command: Command, word: string): UsageError {
  const verbs = command.commands.map((verb) => ({
    name: verb.name(),
    aliases: verb.aliases(),
    arguments: verb.registeredArguments.length,
  }));
  const path = pathOf(command);
  const [, next = ''] = command.args;
  const verbBehind = verbs.find(({ name, aliases }) => next === name || aliases.includes(next));
  const unknown = unknownBelow(path, verbs, word);
  if (!verbBehind || unknown.near.length > 0) return unknown;
  // The next word is a group. Whether this word is one of the group's verbs is not known here.
  if (command.parent === null || command.name() === TREE_NAMES.name)
    return new UnknownCommand(word, [], path, verbBehind.name);
  // `limits set gpu`: that verb takes no argument, so the first word is no misplaced one. Nor is it in `deployment hold
  // delete my-app`, because `hold` is a command itself.
  const isCommand = command.parent.commands.some((other) => other.name() === word);
  if (verbBehind.arguments === 0 || isCommand) return unknown;
  // `deployment my-app show`: the name and the verb are in the wrong order.
  const exchange = { typed: [word, next], meant: [next, word] };
  return new UsageError(unknown.message, { hint: unknown.hint, exchange });
}

/** The same without the parser's command. @param path `exo-di deployment` @param verbs the commands below it */
export function unknownBelow(
  path: string,
  verbs: readonly { name: string; aliases: readonly string[] }[],
  word: string,
): UnknownCommand {
  const below = verbs.map(({ name, aliases }) => ({ name, all: [name, ...aliases] }));
  const typed = word.toLowerCase();
  const near = nearCommands(
    typed,
    below.flatMap(({ all }) => all),
  );
  // An alias is left out if a name is as near.
  const names = near.filter((found) => below.some(({ name }) => name === found));
  const meant = below.filter(
    ({ name, all }) =>
      verbsFor(typed).some((verb) => all.includes(verb)) ||
      (typed.length > 2 && name.startsWith(typed) && name !== typed),
  );
  const begun = meant.flatMap(({ name, all }) => (all.some((one) => near.includes(one)) ? [] : [name]));
  // Beginnings count besides near names: `api` is near to `ai`, but it is also the beginning of `api-key`.
  const alike = names.length > 0 ? names : [...near, ...begun];
  const found = [commandsFor(typed, path), alike].find((some) => some.length > 0) ?? [];
  return new UnknownCommand(word, found, path);
}

/** The names nearest to a mistyped one. `undelete` is near to `delete`, and means the opposite. */
export const nearCommands = (typed: string, names: readonly string[]): string[] =>
  nearest(typed.toLowerCase(), names).filter((name) => typed.toLowerCase() !== `un${name}`);

/**
 * Turns an error of commander into ours: `error: unknown option '--replica'` becomes `unknown flag --replica`.
 * @param code commander's own name for the error
 * @param word the first word that is neither a flag nor a command's name
 */
export function refusal(
  command: Command,
  message: string,
  code: string | undefined,
  word: string | undefined,
): UsageError {
  if (code === 'commander.unknownCommand') return unknownCommand(command, command.args[0] ?? '');
  const [first = ''] = message.split('\n');
  // Only the name of an unknown flag is kept: what follows it may be a secret.
  const flag = /^error: unknown option '(--?[^'=]+)/.exec(first)?.[1];
  // If a word is no command, the flags after it belong to the one that was meant, so the word is reported.
  const isGroup = command.commands.length > 0 && command.registeredArguments.length === 0;
  if (flag !== undefined && isGroup && word !== undefined) return unknownCommand(command, word);
  if (flag === undefined) {
    const sentence = first
      .replace(/^error: /, '')
      .replace('argument missing', 'needs a value')
      .replaceAll('option', 'flag')
      .replace(/'([^']*)'/g, '$1');
    return new UsageError(sentence, { hint: `see ${pathOf(command)} --help` });
  }
  const flags = ['--help', ...command.options.flatMap(({ long }) => long ?? [])];
  const hint = hintForFlag(flag, pathOf(command), flags);
  if (hint !== undefined) return new UsageError(`unknown flag ${flag}`, { hint });
  // The dashes are the same in all flags, and would make them seem more alike.
  const bare = (name: string) => name.replace(/^--/, '');
  const near = flag.startsWith('--')
    ? nearest(bare(flag), flags.map(bare)).map((name) => `--${name}`)
    : command.options.flatMap(({ short, long }) =>
        short?.toLowerCase() === flag.toLowerCase() ? `${short}, ${long}` : [],
      );
  // The flag may be the beginning or the end of a longer name.
  const longer = flags.filter((name) => flag.length > 3 && name.startsWith(flag));
  const ending = flags.filter((name) => flag.startsWith('--') && name.endsWith(flag.slice(1)));
  const found = [near, longer, ending].find((some) => some.length > 0) ?? [];
  return new UsageError(`unknown flag ${flag}`, {
    hint: didYouMean(found) ?? [`see ${pathOf(command)} --help`, hintForEngine(command)],
  });
}

/** How a command takes parameters of the inference engine, which people type as its own flags; undefined for others. */
export function hintForEngine(command: Command): string | undefined {
  if (!command.options.some(({ long }) => long === '--inference-engine-params')) return undefined;
  return 'write the parameters of the inference engine in one pair of quotes: --inference-engine-params "--max-model-len=8192 --enforce-eager"';
}
