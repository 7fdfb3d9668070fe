import { type Branch, type Place, ROOT } from '../program/place.js';
import { type Flag, flagsAt } from './flags.js';

/** Where the words before the one that is completed have led to. */
export interface Position {
  place: Place;
  /** Flags given so far, by long name, with their last value. */
  given: ReadonlyMap<string, string>;
  /** Arguments given so far, without the commands' names. */
  args: readonly string[];
  /** The flag whose value is completed. */
  awaiting?: Flag | undefined;
  /** After `--` nothing is a flag. */
  flagsEnded: boolean;
  /** Under `help`, words name commands and nothing is called. */
  help: boolean;
}

/** Reads the words of a command line as the parser does; undefined where they make no sense. */
export async function walk(words: readonly string[]): Promise<Position | undefined> {
  const given = new Map<string, string>();
  let args: string[] = [];
  let place = ROOT;
  let pending: Flag | undefined;
  let flagsEnded = false;
  let help = false;
  for (const word of words) {
    if (pending && !(pending.takes === 'many' && given.has(pending.long) && word.startsWith('-'))) {
      given.set(pending.long, word);
      if (pending.takes === 'one') pending = undefined;
      continue;
    }
    pending = undefined;
    if (!flagsEnded && word === '--') {
      flagsEnded = true;
    } else if (!flagsEnded && word.startsWith('-') && word !== '-') {
      pending = readFlags(word, flagsAt(place), given);
    } else {
      const branch = branchNamed(place, word);
      if (branch?.name === 'help' && place === ROOT) help = true;
      else if (branch) place = await branch.open();
      else if (place.branches.length > 0 && !place.spec?.args) return undefined;
      else args = [...args, word];
    }
  }
  return { place, given, args, awaiting: pending, flagsEnded, help };
}

function branchNamed({ branches }: Place, word: string): Branch | undefined {
  return branches.find(({ name, aliases }) => name === word || aliases.includes(word));
}

/** Notes the flags of one word, `--zone=at-vie-2`, `--zone`, `-z`, `-Qzat-vie-2`. @returns the one that awaits a value */
function readFlags(word: string, flags: readonly Flag[], given: Map<string, string>): Flag | undefined {
  const long = /^(--[^=]+)(?:=([\s\S]*))?$/.exec(word);
  if (long) {
    const flag = flags.find((candidate) => candidate.long === long[1]);
    if (long[2] !== undefined || flag?.takes === 'nothing') given.set(long[1] ?? word, long[2] ?? '');
    else return flag;
    return undefined;
  }
  const cluster = readCluster(word, flags);
  for (const { long } of cluster.switches) given.set(long, '');
  if (!cluster.last) return undefined;
  if (cluster.value === '') return cluster.last;
  given.set(cluster.last.long, cluster.value);
  return undefined;
}

/** `-Qzat`, `-Qz=at` → the switches, the first flag with a value, and what follows it at once, or behind `=`. */
export function readCluster(word: string, flags: readonly Flag[]) {
  const switches: Flag[] = [];
  for (let at = 1; at < word.length; at++) {
    const flag = flags.find(({ short }) => short === `-${word.charAt(at)}`);
    if (!flag) break;
    if (flag.takes !== 'nothing') {
      const attached = word.slice(at + 1);
      // `-z=at-vie-2`, as the parser takes it; an `=` alone is a value.
      return {
        switches,
        last: flag,
        value: attached.replace(/^=(?=.)/s, ''),
      };
    }
    switches.push(flag);
  }
  return { switches, last: undefined, value: '' };
}
