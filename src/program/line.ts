import { type Flag, flagsAt } from './flags-at.js';
import type { Branch, Place } from './place.js';
import { readLevel } from './words.js';

/** Where the words of a command line lead to, and what they give on the way. */
export interface Line {
  place: Place;
  /** The flags that may stand at its end. */
  flags: readonly Flag[];
  /** Flags by long name, each with its last value; a switch has `true` or `false`. */
  given: ReadonlyMap<string, string>;
  /** Arguments, without the commands' names. */
  args: readonly string[];
  /** The flag whose value comes next. */
  awaiting?: Flag | undefined;
  /** Whether that flag has a value already, and may take more. */
  mayEnd: boolean;
  /** After `--` nothing is a flag. */
  flagsEnded: boolean;
  /** Under `help`, words name commands and nothing is called. */
  help: boolean;
  /** Whether a word is no command where only commands can stand. */
  lost: boolean;
}

/** Reads a command line through the tree, with the same eyes as the parser; what is wrong with it holds up nothing. */
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
    // Its flags are its own, and the words behind it name commands of this place.
    if (isHelp(place, level.command)) help = opened;
    else place = opened;
    rest = level.rest;
  }
}

function branchNamed({ branches }: Place, word: string): Branch | undefined {
  return branches.find(({ name, aliases }) => name === word || aliases.includes(word));
}

/** `help` stands wherever there are commands to choose from. */
function isHelp({ branches }: Place, word: string): boolean {
  return word === 'help' && branches.length > 0;
}
