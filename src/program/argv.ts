import type { Option } from 'commander';
import { UsageError } from '../errors.js';
import { GLOBAL_OPTIONS, HELP } from './flags.js';
import { readFlag } from './flags-at.js';
import { readLevel } from './words.js';

/** The words of a command as commander reads them, and what had the last word on each switch. */
export interface Spelled {
  args: string[];
  /** The first that is neither a flag nor a command's name, where no unknown flag stands before it. */
  word: string | undefined;
  switches: Map<Option, boolean>;
  /** The command that follows, and the words that are its own. */
  command: string | undefined;
  rest: readonly string[];
}

/**
 * Node reads the command line as UTF-8 and puts U+FFFD where it is none, as a terminal set to Latin-1 sends it: a
 * deployment would get it as its name.
 * @throws UsageError naming the first such word
 */
export function requireUtf8(argv: readonly string[]): void {
  const broken = argv.find((word) => word.includes('\ufffd'));
  if (broken === undefined) return;
  throw new UsageError(`${JSON.stringify(broken)} is not UTF-8`, {
    hint: 'check the character set of the terminal (locale), or of the script it stands in',
  });
}

/**
 * The words of a command in the one spelling that leaves commander nothing to guess: `--zone=at-vie-2`, `--force`. What
 * stands behind the name of a command below is left to that.
 * @throws UsageError for a switch that is given anything but true or false
 */
export function spelled(
  given: readonly string[],
  options: readonly Option[],
  isCommand: (word: string) => boolean,
): Spelled {
  const flags = options.map((option) => ({ option, ...readFlag([option.flags, option.description]) }));
  const { pieces, command, rest, awaiting, mayEnd, flagsEnded } = readLevel(given, flags, isCommand);
  const args: string[] = [];
  const positionals: string[] = [];
  const switches = new Map<Option, boolean>();
  for (const piece of pieces) {
    if ('arg' in piece) positionals.push(piece.arg);
    else if ('unknown' in piece) args.push(piece.unknown);
    else if ('value' in piece) args.push(`${piece.flag.long}=${piece.value}`);
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

function neitherOf(name: string, value: string): UsageError {
  return new UsageError(`${name} takes true or false, not ${JSON.stringify(value)}`, {
    hint: `${name} alone turns it on`,
  });
}

const OF_HELP = [{ long: '--json', takes: 'nothing' as const }, ...[HELP, ...GLOBAL_OPTIONS].map(readFlag)];

/** The commands that the words behind `help` name; undefined where flags say that they are for `help` itself. */
export function namedToHelp(words: readonly string[]): string[] | undefined {
  const { pieces, awaiting } = readLevel(words, OF_HELP, () => false);
  const isOwn = pieces.some(
    (piece) =>
      'unknown' in piece ||
      'neither' in piece ||
      ('on' in piece && piece.on && ['--json', '--help'].includes(piece.flag.long)),
  );
  if (isOwn || awaiting) return undefined;
  return pieces.flatMap((piece) => ('arg' in piece ? [piece.arg] : []));
}
