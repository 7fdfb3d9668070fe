import type { Command } from 'commander';
import { nearest } from '../domain/nearest.js';
import { UsageError } from '../errors.js';

/** `exo-di deployment scale`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** A word that is no command below this one, with the nearest that is. */
export function unknownCommand(command: Command, word: string): UsageError {
  const below = command.commands.map((verb) => ({
    name: verb.name(),
    all: [verb.name(), ...verb.aliases()],
  }));
  const near = nearest(
    word,
    below.flatMap(({ all }) => all),
  );
  // An alias stands back behind a name that is as near.
  const names = near.filter((found) => below.some(({ name }) => name === found));
  return new UsageError(`unknown command ${word}`, {
    hint: didYouMean(names.length > 0 ? names : near) ?? `see ${pathOf(command)} --help`,
  });
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
  const near = flag.startsWith('--') ? nearest(bare(flag), flags.map(bare)).map((name) => `--${name}`) : [];
  return new UsageError(`unknown flag ${flag}`, {
    hint: didYouMean(near) ?? `see ${pathOf(command)} --help`,
  });
}

function didYouMean(words: readonly string[]): string | undefined {
  return words.length > 0 ? `did you mean ${words.join(' or ')}?` : undefined;
}
