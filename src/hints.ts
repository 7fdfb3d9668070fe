import type { Globals } from './deps.js';
import { didYouMean, type Exchange } from './domain/likely.js';
import { isSecret } from './domain/secrets.js';
import { pasteWord } from './domain/shell-words.js';
import type { Hinting } from './errors.js';

/** The commands that act on a single account. */
const OF_PART = 'deployment|model|api-key|operation|limits|price|zone|doctor|export';
/** All commands that use an account: also those that read an inference file, which may name several accounts itself. */
const OF_ACCOUNT = `${OF_PART}|plan|apply|schedule|hold|release|pause|resume|cost`;
/** The command that uses the configuration file but no account. */
const OF_FILE = 'config';
const commands = (verbs: string) => new RegExp(`(?<![^\\s(])exo-di (?=(${verbs})\\b)`, 'g');
const COMMAND = commands(`${OF_ACCOUNT}|${OF_FILE}`);
const COMMAND_OF_PART = commands(OF_PART);

type Named = Pick<Globals, 'config' | 'useAccount'>;

/** Adds this run's -C and -A to the commands in a text: without them they would act on another account. */
export function carrying({ config, useAccount }: Named, text: string, pattern = COMMAND): string {
  if (!config && !useAccount) return text;
  const flags = (verb: string) => [
    ...(config ? ['-C', config] : []),
    ...(useAccount && verb !== OF_FILE ? ['-A', useAccount] : []),
  ];
  return text.replace(
    pattern,
    (_, verb: string) => `${['exo-di', ...flags(verb)].map(pasteWord).join(' ')} `,
  );
}

/**
 * The same for a text about one of several accounts of an inference file. Commands that read the file find the account
 * there, so -A is added only to the other commands.
 */
export const carryingOfPart = (named: Named, text: string) => carrying(named, text, COMMAND_OF_PART);

/** For errors that a command prints and goes on: their hints with this run's -C and -A. */
export const hintingAs =
  (named: Named) =>
  ({ hint }: Hinting) =>
    hint && carrying(named, hint);

/** The hint of an error. It has the corrected command line if the error tells which words were meant. */
export function withCorrection(
  { hint, meant, exchange }: Hinting,
  argv: readonly string[],
): string | undefined {
  const changed = exchange && exchanged(argv, exchange);
  if (changed !== undefined) return `did you mean: ${changed}`;
  const [word, ...others] = meant?.words ?? [];
  const line = meant && word !== undefined && others.length === 0 && corrected(argv, meant.typed, word);
  if (!line) return hint;
  const question = didYouMean([pasteWord(word)]);
  const lines = (hint ?? '').split('\n').filter((one) => one !== '');
  // The corrected line goes below `did you mean …?`; without that question, below the first line.
  lines.splice(lines.indexOf(question ?? '') + 1 || 1, 0, line);
  return lines.join('\n');
}

/**
 * The command line with the typed words exchanged, and everything else as it was typed: without a --dry-run, it would
 * do what was only to be shown. Undefined if the words are not there exactly once, if a `--` keeps a flag from being
 * put among them, or for a secret.
 */
function exchanged(argv: readonly string[], { typed, meant }: Exchange): string | undefined {
  const starts = [...argv.keys()].filter((at) => typed.every((word, next) => argv[at + next] === word));
  const [at, ...others] = starts;
  if (at === undefined || others.length > 0 || argv.includes('--') || holdsSecret(argv)) return undefined;
  const words = [...argv.slice(0, at), ...meant, ...argv.slice(at + typed.length)];
  return ['exo-di', ...words].map(pasteWord).join(' ');
}

/**
 * The command line with the typed word replaced; undefined if the word is not there exactly once, if it would then name
 * the same thing twice, or for a secret.
 */
function corrected(argv: readonly string[], typed: string, word: string): string | undefined {
  if (word.startsWith('-') || holdsSecret(argv)) return undefined;
  const places = argv.flatMap((one, index) => {
    const before = beginnings(one).find((start) => one.slice(start.length).replace(/=\d+$/, '') === typed);
    return before === undefined ? [] : [{ index, one, before }];
  });
  const [only, ...others] = places;
  if (!only || others.length > 0) return undefined;
  const { index, one, before } = only;
  const isNamed = (at: number, name: string) =>
    argv[at]?.replace(/=\d+$/, '') === name && !argv[at - 1]?.startsWith('-');
  if (isNamed(index, typed) && argv.some((_, at) => isNamed(at, word))) return undefined;
  const meant = before + word + one.slice(before.length + typed.length);
  return ['exo-di', ...argv.slice(0, index), meant, ...argv.slice(index + 1)].map(pasteWord).join(' ');
}

/** Does the command line hold a secret, behind a flag of exo-di or among the engine's parameters within one word? */
function holdsSecret(argv: readonly string[]): boolean {
  const words = argv.join(' ').split(/[\s=]+/);
  return words.some((word, at) => isSecret(words[at - 1] ?? '', word));
}

/** What may stand before a value in one word: nothing, `--zone=`, `-z`, `-z=`. */
function beginnings(word: string): string[] {
  return ['', ...(/^(?:--[\w-]+=|-[A-Za-z]=?)/.exec(word) ?? []), ...(/^-[A-Za-z]/.exec(word) ?? [])];
}
