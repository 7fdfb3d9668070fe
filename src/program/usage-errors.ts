import type { Command } from 'commander';
import { didYouMean } from '../domain/likely.js';
import { nearest } from '../domain/nearest.js';
import { pasteWord } from '../domain/shell-words.js';
import { UsageError } from '../errors.js';
import { commandsFor, hintForFlag, verbsFor } from './other-words.js';
import { TREE_NAMES } from './place.js';

/** `exo-di deployment scale`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** A word that is no command where it stands. Commands near it elsewhere are for `suggest.ts` to find, in the whole tree. */
export class UnknownCommand extends UsageError {
  constructor(
    readonly word: string,
    readonly near: readonly string[],
    /** Below which it was typed: `exo-di deployment`. */
    readonly path: string,
    /** The group whose name stands behind it: `exo-di list deployment`. */
    readonly group?: string | undefined,
  ) {
    super(`unknown command ${word === '' ? '""' : word}`, { hint: didYouMean(near) ?? `see ${path} --help` });
  }
}

/** A word that is no command below this one, with the nearest that is. */
export function unknownCommand(command: Command, word: string): UsageError {
  const verbs = command.commands.map((verb) => ({ name: verb.name(), aliases: verb.aliases() }));
  const path = pathOf(command);
  const [, next = '', ...rest] = command.args;
  const turned = verbs.find(({ name, aliases }) => next === name || aliases.includes(next));
  const unknown = unknownBelow(path, verbs, word);
  if (!turned || unknown.near.length > 0) return unknown;
  // What stands behind is a group, and whether the word is one of its verbs is not known here.
  if (command.parent === null || command.name() === TREE_NAMES.name)
    return new UnknownCommand(word, [], path, turned.name);
  // `deployment my-app show`: the two words in the other order.
  const words = rest.some((one) => one.startsWith('-')) ? [word] : [word, ...rest];
  const meant = [path, next, ...words.map(pasteWord)].join(' ');
  return new UsageError(unknown.message, { hint: `did you mean: ${meant}` });
}

/** The same without the parser's command. @param path `exo-di deployment` @param verbs what there is below it */
export function unknownBelow(
  path: string,
  verbs: readonly { name: string; aliases: readonly string[] }[],
  word: string,
): UnknownCommand {
  const below = verbs.map(({ name, aliases }) => ({ name, all: [name, ...aliases] }));
  const near = nearest(
    word,
    below.flatMap(({ all }) => all),
  );
  // An alias stands back behind a name that is as near.
  const names = near.filter((found) => below.some(({ name }) => name === found));
  const meant = below.filter(
    ({ name, all }) =>
      verbsFor(word).some((verb) => all.includes(verb)) ||
      (word.length > 2 && name.startsWith(word) && name !== word),
  );
  const begun = meant.flatMap(({ name, all }) => (all.some((one) => near.includes(one)) ? [] : [name]));
  // `api` is a letter more than `ai`, and the beginning of `api-key`.
  const alike = names.length > 0 ? names : [...near, ...begun];
  const found = [commandsFor(word, path), alike].find((some) => some.length > 0) ?? [];
  return new UnknownCommand(word, found, path);
}

/**
 * What commander complains of, in our words: `error: unknown option '--replica'` becomes `unknown flag --replica`.
 * @param code commander's own name for it
 * @param word the first that is neither a flag nor a command's name
 */
export function refusal(
  command: Command,
  message: string,
  code: string | undefined,
  word: string | undefined,
): UsageError {
  if (code === 'commander.unknownCommand') return unknownCommand(command, command.args[0] ?? '');
  const [first = ''] = message.split('\n');
  // Of a mistyped flag its name alone: what stands behind it may be a secret.
  const flag = /^error: unknown option '(--?[^'=]+)/.exec(first)?.[1];
  // The flags behind a word that is no command are those of the command that was meant.
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
  // The dashes are alike in all of them and say nothing.
  const bare = (name: string) => name.replace(/^--/, '');
  const near = flag.startsWith('--')
    ? nearest(bare(flag), flags.map(bare)).map((name) => `--${name}`)
    : command.options.flatMap(({ short, long }) =>
        short?.toLowerCase() === flag.toLowerCase() ? `${short}, ${long}` : [],
      );
  // The beginning of a longer name, or its end.
  const longer = flags.filter((name) => flag.length > 3 && name.startsWith(flag));
  const ending = flags.filter((name) => flag.startsWith('--') && name.endsWith(flag.slice(1)));
  const found = [near, longer, ending].find((some) => some.length > 0) ?? [];
  return new UsageError(`unknown flag ${flag}`, {
    hint: didYouMean(found) ?? `see ${pathOf(command)} --help`,
  });
}
