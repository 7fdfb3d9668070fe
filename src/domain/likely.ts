import { nearest } from './nearest.js';
import { pasteWord } from './shell-words.js';

/** If more names than these are alike, none of them is suggested. */
const MOST = 3;

/** The word without what people often leave out or add: capitals, hyphens, the `gpu` of a family. */
const bare = (word: string) =>
  word
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^gpu(?=.)/, '');

/** `Mistral-7B` of `mistralai/Mistral-7B`. */
const withoutOwner = (word: string) => word.slice(word.lastIndexOf('/') + 1);

/**
 * The names that a mistyped one most likely means: those that differ only in capitals, hyphens, a leading `gpu` or the
 * owner; else those that differ in a letter or two; else those that begin with it. Empty if there are many.
 */
export function likely(typed: string, names: readonly string[]): string[] {
  const all = [...new Set(names)].filter((name) => name !== typed);
  const ways: ((name: string) => boolean)[] = [
    (name) => bare(name) === bare(typed),
    (name) => bare(withoutOwner(name)) === bare(withoutOwner(typed)),
  ];
  for (const way of ways) {
    const found = all.filter(way);
    if (bare(typed) !== '' && found.length > 0) return found.length > MOST ? [] : found;
  }
  const byLetters = new Map(all.map((name) => [name.toLowerCase(), name]));
  const near = nearest(typed.toLowerCase(), [...byLetters.keys()]).flatMap((key) => byLetters.get(key) ?? []);
  const found = near.length > 0 ? near : all.filter((name) => begins(name, typed));
  return found.length > MOST ? [] : found;
}

/**
 * Does a name begin with what was typed? Fewer than three letters are refused, because too many names begin with them.
 */
const begins = (name: string, typed: string) =>
  typed.length > 2 &&
  [name, withoutOwner(name)].some((part) => part.toLowerCase().startsWith(typed.toLowerCase()));

/** A mistyped word, and the words that it may mean. */
export interface Meant {
  typed: string;
  words: readonly string[];
}

/** Words that stand side by side on the command line, and the words that are meant in their place. */
export interface Exchange {
  typed: readonly string[];
  meant: readonly string[];
}

/**
 * The suggestions for a mistyped name: as a question, with names quoted for a shell, and as words. Empty if there are
 * none.
 */
export function whatIsMeant(typed: string, names: readonly string[]): { question?: string; meant?: Meant } {
  const words = likely(typed, names);
  const question = didYouMean(words.map(pasteWord));
  return question === undefined ? {} : { question, meant: { typed, words } };
}

/** The hint for a name that does not exist: a question with similar names, if there are any, and then `otherwise`. */
export function hintOfMeant(
  typed: string,
  names: readonly string[],
  otherwise: string,
): { hint: string; meant?: Meant } {
  const { question, meant } = whatIsMeant(typed, names);
  return question === undefined ? { hint: otherwise } : { hint: `${question}\n${otherwise}`, meant };
}

/** `did you mean my-app or my-api?`; undefined without words. */
export function didYouMean(words: readonly string[]): string | undefined {
  return words.length > 0 ? `did you mean ${words.join(' or ')}?` : undefined;
}

/**
 * What is meant by arguments that begin with the name of a file whose -f is missing. The file goes behind the others,
 * because -f takes all arguments that follow as files.
 */
export function withFileFlag([file = '', ...others]: readonly string[]): Exchange {
  return { typed: [file, ...others], meant: [...others, '-f', file] };
}

/** Does a word look like an inference file? Such a file is given with -f. */
export function isFileName(word: string): boolean {
  return /\.(ya?ml|json)$/i.test(word);
}
