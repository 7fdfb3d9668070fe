/** The names of a flag, and whether it takes values. */
export interface Spelling {
  /** `--zone`. This name identifies the flag everywhere. */
  long: string;
  /** `-z`. */
  short?: string | undefined;
  /** How many values must follow. */
  takes: 'nothing' | 'one' | 'many';
}

/** What one word of a command line means. */
export type Piece<F> =
  /** `isNext`: the value is a word of its own, and does not follow the flag in the same word. */
  | { flag: F; value: string; isNext?: true }
  /** A switch: a flag that is on or off. */
  | { flag: F; on: boolean }
  /** A switch with a value that is neither true nor false. */
  | { flag: F; name: string; neither: string }
  /** The name of an unknown flag, without what follows it, which may be a secret. */
  | { unknown: string }
  /** A flag whose dashes are wrong: the long name behind one dash, as Terraform has it, or `—force` from a web page. */
  | { wrongDash: string; meant: F }
  | { arg: string };

/** The words of a command, up to the name of the next command. */
export interface Level<F> {
  pieces: Piece<F>[];
  /** The next command, and the words that belong to it. */
  command?: string | undefined;
  rest: readonly string[];
  /** The flag at the end of the words, whose value would come next. */
  awaiting?: F | undefined;
  /** Whether that flag already has a value, and may take more. */
  mayEnd: boolean;
  /** Whether `--` was read: after it nothing is a flag. */
  flagsEnded: boolean;
}

/** The values that Go's strconv.ParseBool accepts. */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];
const NEGATIVE_NUMBER = /^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/;

/**
 * Reads words as Go's pflag does: `--zone Z`, `--zone=Z`, `-z Z`, `-z=Z`, `-zZ`, `-QzZ`, `--force=false`. The value of
 * a flag may look like anything, and a negative number is not a flag. Only here do words become flags and arguments.
 */
export function readLevel<F extends Spelling>(
  words: readonly string[],
  flags: readonly F[],
  isCommand: (word: string) => boolean,
): Level<F> {
  const pieces: Piece<F>[] = [];
  let awaiting: F | undefined;
  let takesMore = false;
  let hasArgument = false;
  for (const [at, word] of words.entries()) {
    const typographic = readTypographic(word, flags);
    const isFlag = typographic !== undefined || looksLikeFlag(word);
    if (awaiting && !(takesMore && isFlag)) {
      pieces.push({ flag: awaiting, value: word, isNext: true });
      takesMore = awaiting.takes === 'many';
      if (!takesMore) awaiting = undefined;
      continue;
    }
    awaiting = undefined;
    takesMore = false;
    // Before the name of a command, `--` has no meaning.
    const named = word === '--' ? words[at + 1] : word;
    if (named !== undefined && !hasArgument && isCommand(named)) {
      const rest = words.slice(at + (word === '--' ? 2 : 1));
      return { pieces, command: named, rest, mayEnd: false, flagsEnded: false };
    }
    if (word === '--') {
      const args = words.slice(at + 1).map((arg) => ({ arg }));
      return { pieces: [...pieces, ...args], rest: [], mayEnd: false, flagsEnded: true };
    }
    if (typographic) {
      pieces.push(typographic);
    } else if (isFlag) {
      const read = readFlags(word, flags);
      pieces.push(...read.pieces);
      awaiting = read.awaiting;
    } else {
      pieces.push({ arg: word });
      hasArgument = true;
    }
  }
  return { pieces, rest: [], awaiting, mayEnd: takesMore, flagsEnded: false };
}

function looksLikeFlag(word: string): boolean {
  return word.length > 1 && word.startsWith('-') && !NEGATIVE_NUMBER.test(word);
}

/** Reads a flag whose dashes a word processor or a web page has replaced by a longer one. */
function readTypographic<F extends Spelling>(word: string, flags: readonly F[]): Piece<F> | undefined {
  const [, wrongDash = '', name = ''] = /^([\u2010-\u2015\u2212]{1,2}-?([\w-]+))(?:=|$)/.exec(word) ?? [];
  const meant = flags.find(({ long, short }) => long === `--${name}` || short === `-${name}`);
  return meant && { wrongDash, meant };
}

/** Reads one word that begins with `-`. `awaiting` is the flag at its end whose value is the next word. */
export function readFlags<F extends Spelling>(
  word: string,
  flags: readonly F[],
): { pieces: Piece<F>[]; awaiting?: F } {
  if (!word.startsWith('--')) return readGroup(word, flags);
  const [, name = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  const flag = flags.find(({ long }) => long === name);
  if (!flag) return { pieces: [{ unknown: name }] };
  if (flag.takes === 'nothing') return { pieces: [readSwitch(flag, name, value)] };
  return value === undefined ? { pieces: [], awaiting: flag } : { pieces: [{ flag, value }] };
}

/**
 * Reads a group such as `-fQ`. The last flag of a group may have a value: `-Qz=at-vie-2`. The long name of a flag is no
 * group: nobody means the zone `one` by `-zone`.
 */
function readGroup<F extends Spelling>(
  word: string,
  flags: readonly F[],
): { pieces: Piece<F>[]; awaiting?: F } {
  const [wrongDash = word] = word.split('=');
  const meant = flags.find(({ long }) => long === `-${wrongDash}`);
  if (meant) return { pieces: [{ wrongDash, meant }] };
  const pieces: Piece<F>[] = [];
  for (let at = 1; at < word.length; at++) {
    const name = `-${word.charAt(at)}`;
    const flag = flags.find(({ short }) => short === name);
    const behind = word.slice(at + 1);
    // An `=` with nothing behind it is itself the value.
    const value = /^=(.+)$/s.exec(behind)?.[1];
    if (!flag) return { pieces: [...pieces, { unknown: name }] };
    if (flag.takes !== 'nothing') {
      if (behind === '') return { pieces, awaiting: flag };
      return { pieces: [...pieces, { flag, value: value ?? behind }] };
    }
    pieces.push(readSwitch(flag, name, value));
    if (value !== undefined) break;
  }
  return { pieces };
}

function readSwitch<F>(flag: F, name: string, value = 'true'): Piece<F> {
  if (TRUE.includes(value)) return { flag, on: true };
  if (FALSE.includes(value)) return { flag, on: false };
  return { flag, name, neither: value };
}
