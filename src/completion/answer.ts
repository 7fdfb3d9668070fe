import { splitWords } from '../domain/shell-words.js';
import type { Place } from '../program/place.js';
import { complete, type Names, NOTHING } from './complete.js';

/** Bits of the last line, as the shells' scripts understand them; they are cobra's and @bomb.sh/tab's. */
const NO_SPACE = 2;
const NO_FILES = 4;

/** How a candidate is written on the line; undefined where it cannot be. */
export type Written = (value: string) => string | undefined;

/**
 * What a shell's script reads: a candidate a line, its description behind a tab, and `:` with what to do with them.
 * Never rejects: whatever goes wrong, TAB stays silent.
 */
export async function answer(
  words: readonly string[],
  tree: Place,
  names: Names,
  written: Written = (value) => value,
): Promise<string> {
  const { candidates, files, open } = await complete(words, tree, names).catch(() => NOTHING);
  const lines = candidates.flatMap(({ value, description }) => {
    const word = written(value);
    return word === undefined ? [] : [description ? `${word}\t${description}` : word];
  });
  return `${[...lines, `:${(files ? 0 : NO_FILES) + (open ? NO_SPACE : 0)}`].join('\n')}\n`;
}

/** A word as the parser will see it, from how it was typed: quotes may still be open, and nothing is expanded. */
export function unquoted(typed: string): string {
  for (const whole of [typed, typed.replace(/\\$/, ''), `${typed}'`, `${typed}"`]) {
    try {
      return splitWords(whole).join(' ');
    } catch {
      // The next one may be whole.
    }
  }
  return typed;
}
