import type * as z from 'zod/mini';
import { asRecord, valueAt } from '../../domain/json.js';
import { didYouMean, likely } from '../../domain/likely.js';
import { exampleAt, formAt } from './example-values.js';
import type { Path, Place, Problem, Source } from './source.js';
import { blankProblem } from './yaml-words.js';

type Issue = z.core.$ZodIssue;

/** `deployments[0].schedule[1].cron`. */
function pathText(path: Path): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${shownKey(String(part))}`,
    )
    .join('');
}

/** The place of a value, or of its key. */
export function placeAt(source: Source, path: Path, what?: 'key'): Place {
  return { ...source.at(path, what), path: pathText(source.origin?.(path) ?? path) };
}

/** A problem at a value, or at a key. */
export function problemAt(source: Source, path: Path, message: string, what?: 'key'): Problem {
  return { ...placeAt(source, path, what), message };
}

/**
 * The problems for one issue of the schema: several only for several unknown keys.
 * @param knownAt the keys that are known at a place
 */
export function problemsOf(
  source: Source,
  issue: Issue,
  knownAt: (path: Path) => readonly string[],
): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      if (AFTER_COMMA.test(key) && valueAt(source.value, path) === null) {
        const message = 'unknown key: within { } a value with a comma needs quotes, such as days: "Sat,Sun"';
        return problemAt(source, path, message, 'key');
      }
      const blank = blankProblem(key);
      if (blank !== undefined) return problemAt(source, path, blank, 'key');
      if (/^\/[/*]/.test(key))
        return problemAt(source, path, 'unknown key: a comment begins with #, also in JSON', 'key');
      const knownKeys = knownAt((source.origin?.(path) ?? path).slice(0, -1));
      const hint = didYouMean(likely(key, knownKeys)) ?? `the known keys are ${knownKeys.join(', ')}`;
      return problemAt(source, path, `unknown key: ${hint}`, 'key');
    });
  }
  const value = valueAt(source.value, issue.path);
  // A text here is a name that no schedule has, which `expand` reports.
  if (issue.path.at(-1) === 'schedule' && typeof value === 'string') return [];
  const around = issue.path.slice(0, -1);
  // If the key is only misspelt, the problem is reported once, at that key.
  const isThere =
    value === undefined && isMeant(issue.path.at(-1), valueAt(source.value, around), knownAt(around));
  return isThere ? [] : [problemAt(source, issue.path, sentence(issue, value, source.written(issue.path)))];
}

/** Is there an unknown key that is likely meant to be this one? */
export function isMeant(key: PropertyKey | undefined, around: unknown, known: readonly string[]): boolean {
  return Object.keys(asRecord(around) ?? {}).some(
    (written) => !known.includes(written) && likely(written, known).some((meant) => meant === key),
  );
}

/** What YAML takes for a key: in `{ days: Sat,Sun }` and `{ cron: 0 7 * * 1,3 }` the comma ends the value. */
const AFTER_COMMA = /^(\d|sun|mon|tue|wed|thu|fri|sat|holidays)/i;

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

/** The sentence for one issue. @param written the value as it is written in the file, see `Source` */
function sentence(issue: Issue, value: unknown, written: string | undefined): string {
  if (issue.code === 'custom') return issue.message;
  if (value === undefined) return 'is missing';
  if (value === null && issue.path.length === 0) return 'the document is empty: leave out the --- before it';
  if (value === null) return 'has no value';
  if (issue.code === 'invalid_format' && issue.format === 'uuid') return `${shown(value)} is no UUID`;
  if (issue.code === 'too_small' && issue.origin === 'string') return 'must not be empty';
  if (issue.code === 'too_small') return `${shown(value)} is too small: ${issue.minimum} is the minimum`;
  if (issue.code === 'too_big') return `${shown(value)} is too large: ${issue.maximum} is the maximum`;
  if (issue.code === 'invalid_value')
    return `${shown(value)} is not known: write ${issue.values.join(' or ')}`;
  const expected = issue.code === 'invalid_type' ? issue.expected : undefined;
  const wanted = KINDS[expected ?? ''] ?? 'something else';
  const example = exampleAt(issue.path, expected, value);
  const form = expected === 'string' ? formAt(issue.path) : undefined;
  if (typeof value === 'number' || typeof value === 'boolean') {
    const bare = written ?? String(value);
    if (expected === 'string') return `${bare} is not ${wanted}: ${form ?? `write it in quotes, "${bare}"`}`;
    return `${bare} is not ${wanted}${example}`;
  }
  const isQuoted = expected === 'number' && typeof value === 'string' && /^\d+$/.test(value);
  if (isQuoted) return `${shown(value)} is not ${wanted}: write it without quotes`;
  // The value is not repeated in the message: parameters may hold tokens.
  if (issue.path.at(-1) === 'inference-engine-params' && typeof value === 'string')
    return `text is not ${wanted}: write each word of it in quotes, ["--max-model-len=8192", "--seed=1"]`;
  return `${shown(value)} is not ${wanted}${form ? `: ${form}` : example}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  return JSON.stringify(value) ?? 'this';
}

/** A key as it is printed: quoted if it is no plain word. */
function shownKey(key: string): string {
  return /^[\w$-]+$/.test(key) ? key : JSON.stringify(key);
}
