import type { Option } from 'commander';
import { UsageError } from '../errors.js';
import { GLOBAL_OPTIONS, HELP } from './flags.js';
import { readFlag } from './flags-at.js';
import { readLevel } from './words.js';

/** The words of a command in the form that commander is given, and the last value of each switch. */
export interface Spelled {
  args: string[];
  /** The first word that is neither a flag nor a command's name, unless an unknown flag stands before it. */
  word: string | undefined;
  switches: Map<Option, boolean>;
  /** The next command, and the words that belong to it. */
  command: string | undefined;
  rest: readonly string[];
}

/**
 * Refuses words that were not UTF-8. Node decodes the command line as UTF-8 and replaces invalid bytes, for instance
 * from a terminal set to Latin-1, by U+FFFD: a deployment would get this as its name.
 * @throws UsageError naming the first such word
 */
export function requireUtf8(argv: readonly string[]): void {
  const broken = argv.find((word) => word.includes('\ufffd'));
  if (broken === undefined) return;
  throw new UsageError(`${JSON.stringify(broken)} is not UTF-8`, {
    hint: 'check the character set of the terminal (locale), or of the script that it is in',
  });
}

/**
 * Refuses a comment that the shell has passed on as arguments, as zsh does with what is typed or pasted. The words of
 * the comment would be taken for names and files. A `#` behind `--` or at the end is left alone: it may be a name.
 * @throws UsageError saying what zsh needs
 */
export function requireNoComment(argv: readonly string[]): void {
  const at = argv.indexOf('#');
  if (at <= 0 || at === argv.length - 1 || argv.slice(0, at).includes('--')) return;
  throw new UsageError('this shell passes on "#" and the words after it as arguments, not as a comment', {
    hint: 'leave them out, or let zsh read comments with: setopt interactive_comments',
  });
}

/**
 * Rewrites the words of a command so that commander has nothing to guess: `--zone=at-vie-2`, `--force`. Words after the
 * name of the next command are left to that command.
 * @param path the command's name, for a hint: `exo-di deployment create`
 * @throws UsageError for a switch with a value other than true or false, for a flag with wrong dashes, and for a flag
 * behind which the next flag stands instead of its value
 */
export function spelled(
  given: readonly string[],
  options: readonly Option[],
  isCommand: (word: string) => boolean,
  path: string,
): Spelled {
  const flags = options.map((option) => ({ option, ...readFlag([option.flags, option.description]) }));
  const { pieces, command, rest, awaiting, mayEnd, flagsEnded } = readLevel(given, flags, isCommand);
  const args: string[] = [];
  const positionals: string[] = [];
  const switches = new Map<Option, boolean>();
  for (const piece of pieces) {
    if ('arg' in piece) positionals.push(piece.arg);
    else if ('unknown' in piece) args.push(piece.unknown);
    else if ('value' in piece) {
      const { flag, value, isNext } = piece;
      if (isNext && flags.some(({ long, short }) => value === long || value === short))
        throw forgottenValue(flag, value, path);
      args.push(`${flag.long}=${value}`);
    } else if ('wrongDash' in piece) throw wrongDash(piece.wrongDash, piece.meant.long);
    else if ('neither' in piece) throw neitherOf(piece.name, piece.neither);
    else {
      switches.set(piece.flag.option, piece.on);
      if (piece.on) args.push(piece.flag.long);
    }
  }
  if (flagsEnded) args.push('--');
  args.push(...positionals);
  if (awaiting && !mayEnd) args.push(awaiting.long);
  const stray = pieces.find((piece) => 'arg' in piece || 'unknown' in piece);
  const word = stray && 'arg' in stray ? stray.arg : undefined;
  return { args, word, switches, command, rest };
}

/** The value was probably forgotten, and the next flag is not it. */
function forgottenValue({ option }: { option: Option }, next: string, path: string): UsageError {
  return new UsageError(`flag ${option.flags} needs a value, but the next word is the flag ${next}`, {
    hint: `see ${path} --help`,
  });
}

function wrongDash(flag: string, meant: string): UsageError {
  return new UsageError(`unknown flag ${flag}`, { hint: `did you mean ${meant}?` });
}

function neitherOf(name: string, value: string): UsageError {
  return new UsageError(`${name} takes true or false, not ${JSON.stringify(value)}`, {
    hint: `${name} alone turns it on`,
  });
}

const OF_HELP = [{ long: '--json', takes: 'nothing' as const }, ...[HELP, ...GLOBAL_OPTIONS].map(readFlag)];

/** The names of commands after `help`. Undefined if flags show that the words are about `help` itself. */
export function namedToHelp(words: readonly string[]): string[] | undefined {
  const { pieces, awaiting } = readLevel(words, OF_HELP, () => false);
  const isOwn = pieces.some(
    (piece) =>
      'unknown' in piece ||
      'wrongDash' in piece ||
      'neither' in piece ||
      ('on' in piece && piece.on && ['--json', '--help'].includes(piece.flag.long)),
  );
  if (isOwn || awaiting) return undefined;
  return pieces.flatMap((piece) => ('arg' in piece ? [piece.arg] : []));
}
