import { nearest } from './nearest.js';
import { pasteWord } from './shell-words.js';

/** Of more names than these none is surely meant. */
const MOST = 3;

/** Without what people leave out or add: capitals, hyphens, the `gpu` before a family. */
const bare = (word: string) =>
  word
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^gpu(?=.)/, '');

/** `Mistral-7B` of `mistralai/Mistral-7B`. */
const withoutOwner = (word: string) => word.slice(word.lastIndexOf('/') + 1);

/**
 * The names that a mistyped one most likely means: spelled the same but for capitals, hyphens, a `gpu` before or an
 * owner's name; else those that few letters tell apart; else those that begin with it. None where many would do.
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

/** Does a name begin with what was typed? Fewer than three letters are the beginning of too many. */
const begins = (name: string, typed: string) =>
  typed.length > 2 &&
  [name, withoutOwner(name)].some((part) => part.toLowerCase().startsWith(typed.toLowerCase()));

/** A word that was typed and is not known, and the words it may have meant. */
export interface Meant {
  typed: string;
  words: readonly string[];
}

/** What a mistyped name may have meant, as a question with names that a shell takes for one word, and as words. */
export function whatIsMeant(typed: string, names: readonly string[]): { question?: string; meant?: Meant } {
  const words = likely(typed, names);
  const question = didYouMean(words.map(pasteWord));
  return question === undefined ? {} : { question, meant: { typed, words } };
}

/** The hint for a name that is not there: whether a near one was meant, above what helps in any case. */
export function hintOfMeant(
  typed: string,
  names: readonly string[],
  otherwise: string,
): { hint: string; meant?: Meant } {
  const { question, meant } = whatIsMeant(typed, names);
  return question === undefined ? { hint: otherwise } : { hint: `${question}\n${otherwise}`, meant };
}

/** `did you mean my-app or my-api?`; undefined where nothing is near. */
export function didYouMean(words: readonly string[]): string | undefined {
  return words.length > 0 ? `did you mean ${words.join(' or ')}?` : undefined;
}

/** Whether a word is likely the file of a desired state, which stands behind -f. */
export function isFileName(word: string): boolean {
  return /\.(ya?ml|json)$/i.test(word);
}
