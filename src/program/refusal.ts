import type { Command } from 'commander';
import { didYouMean } from '../domain/likely.js';
import { nearest } from '../domain/nearest.js';
import { UsageError } from '../errors.js';

/** `exo-di deployment scale`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** Words of other programs, and ours for them. */
const SYNONYMS = new Map([
  ['use', 'set'],
  ['switch', 'set'],
  ['rm', 'delete'],
  ['remove', 'delete'],
  ['describe', 'show'],
]);

/** A word that is no command where it stands; what is near it elsewhere is found by who may load the whole tree. */
export class UnknownCommand extends UsageError {
  constructor(
    readonly word: string,
    readonly near: readonly string[],
    help: string,
  ) {
    super(`unknown command ${word === '' ? '""' : word}`, { hint: didYouMean(near) ?? help });
  }
}

/** A word that is no command below this one, with the nearest that is. */
export function unknownCommand(command: Command, word: string): UnknownCommand {
  const verbs = command.commands.map((verb) => ({ name: verb.name(), aliases: verb.aliases() }));
  return unknownBelow(pathOf(command), verbs, word);
}

/** The same where the parser is not. @param path `exo-di deployment` @param verbs what there is below it */
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
      all.includes(SYNONYMS.get(word) ?? '') || (word.length > 2 && name.startsWith(word) && name !== word),
  );
  const found = [names, near, meant.map(({ name }) => name)].find((some) => some.length > 0) ?? [];
  return new UnknownCommand(word, found, `see ${path} --help`);
}

/**
 * What commander complains of, in our words: `error: unknown option '--replica'` becomes `unknown flag --replica`.
 * @param code commander's own name for it
 */
export function refusal(command: Command, message: string, code: string | undefined): UsageError {
  if (code === 'commander.unknownCommand') return unknownCommand(command, command.args[0] ?? '');
  const [first = ''] = message.split('\n');
  // Of a mistyped flag its name alone: what stands behind it may be a secret.
  const flag = /^error: unknown option '(--?[^'=]+)/.exec(first)?.[1];
  if (flag === undefined) {
    const sentence = first
      .replace(/^error: /, '')
      .replace('argument missing', 'needs a value')
      .replaceAll('option', 'flag')
      .replace(/'([^']*)'/g, '$1');
    return new UsageError(sentence, { hint: `see ${pathOf(command)} --help` });
  }
  const flags = ['--help', ...command.options.flatMap(({ long }) => long ?? [])];
  // The dashes are alike in all of them and say nothing.
  const bare = (name: string) => name.replace(/^--/, '');
  const near = flag.startsWith('--')
    ? nearest(bare(flag), flags.map(bare)).map((name) => `--${name}`)
    : command.options.flatMap(({ short, long }) =>
        short?.toLowerCase() === flag.toLowerCase() ? `${short}, ${long}` : [],
      );
  // The beginning of a longer name.
  const longer = flags.filter((name) => name.startsWith(`${flag}-`));
  return new UsageError(`unknown flag ${flag}`, {
    hint: didYouMean(near.length > 0 ? near : longer) ?? elsewhere(command, flag),
  });
}

/** The command that changes what a flag was meant to change. */
function elsewhere(command: Command, flag: string): string {
  if (flag === '--replicas' && pathOf(command).endsWith('deployment update'))
    return 'the number of replicas is changed with: exo-di deployment scale NAME SIZE';
  return `see ${pathOf(command)} --help`;
}
