import { type Flag, flagsAt } from './flags-at.js';
import type { Branch, Place } from './place.js';
import { type Level, readLevel } from './words.js';

/** The command that the words of a command line lead to, and the flags and arguments on the way. */
export interface Line extends Pick<Level<Flag>, 'awaiting' | 'mayEnd' | 'flagsEnded'> {
  place: Place;
  /** The flags that may be typed at its end. */
  flags: readonly Flag[];
  /** The flags given, by long name, each with its last value. A switch has `true` or `false`. */
  given: ReadonlyMap<string, string>;
  /** The arguments, without the names of commands. */
  args: readonly string[];
  /** Whether the words follow `help`: then they name commands, and no command runs. */
  help: boolean;
  /** Whether a word is not a command in a place where only commands are possible. */
  lost: boolean;
}

/** Reads a command line along the tree, as the parser would. Mistakes in the line are skipped, not reported. */
export async function readLine(words: readonly string[], root: Place): Promise<Line> {
  const given = new Map<string, string>();
  let place = root;
  let help: Place | undefined;
  for (let rest = words; ; ) {
    const opens = (word: string) => branchNamed(place, word) !== undefined || isHelp(place, word);
    const flags = flagsAt(help ?? place);
    const level = readLevel(rest, flags, opens);
    const args: string[] = [];
    for (const piece of level.pieces) {
      if ('arg' in piece) args.push(piece.arg);
      else if ('value' in piece) given.set(piece.flag.long, piece.value);
      else if ('on' in piece) given.set(piece.flag.long, String(piece.on));
    }
    if (level.command === undefined) {
      const lost = args.length > 0 && place.branches.length > 0 && !place.spec?.args;
      const { awaiting, mayEnd, flagsEnded } = level;
      return { place, flags, given, args, awaiting, mayEnd, flagsEnded, help: help !== undefined, lost };
    }
    const opened = (await branchNamed(place, level.command)?.open()) ?? place;
    // `help` has its own flags, and the words after it name commands of this place.
    if (isHelp(place, level.command)) help = opened;
    else place = opened;
    rest = level.rest;
  }
}

function branchNamed({ branches }: Place, word: string): Branch | undefined {
  return branches.find(({ name, aliases }) => name === word || aliases.includes(word));
}

/** `help` can be typed wherever there are commands to choose from. */
function isHelp({ branches }: Place, word: string): boolean {
  return word === 'help' && branches.length > 0;
}
