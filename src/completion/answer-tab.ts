import { splitWords } from '../domain/shell-words.js';
import type { Place } from '../program/place.js';
import { complete, type Names, NOTHING } from './complete.js';

/** Bits of the number in the last line, for the shells' scripts; the same as cobra's and @bomb.sh/tab's. */
const NO_SPACE = 2;
const NO_FILES = 4;

/** Returns how a candidate is written on the command line; undefined if it cannot be written there. */
export type Written = (value: string) => string | undefined;

/**
 * The text that a shell's script reads: one candidate per line, with its description after a tab, and in the last line
 * `:` with what to do with them. Never rejects: if something goes wrong, TAB prints nothing.
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

/** A word as the parser will get it, made from what was typed. A quote may still be open. Nothing is expanded. */
export function unquoted(typed: string): string {
  for (const whole of [typed, typed.replace(/\\$/, ''), `${typed}'`, `${typed}"`]) {
    try {
      return splitWords(whole).join(' ');
    } catch {
      // This quote is still open; the next variant closes it another way.
    }
  }
  return typed;
}
