import * as z from 'zod/mini';
import { formatDuration, readDuration } from '../../domain/duration.js';
import { splitParameters } from '../../domain/engine-parameters.js';
import { GPU_COUNT } from '../../domain/gpus.js';
import { isId } from '../../domain/id.js';
import { maskProblem } from '../../domain/secrets.js';
import { ShellWordsError, splitWords } from '../../domain/shell-words.js';
import { type ErrorFacts, UsageError } from '../../errors.js';
import type { Raw } from '../../program/spec.js';

/**
 * Checks what was typed against a schema keyed by the names people see (`--gpu-count`, `NAME`).
 * @param facts of the error, or only its hint
 * @param other further problems that the schema cannot see; thrown as it is if the schema finds none
 * @throws UsageError with every problem at once, each naming its flag or argument
 */
export function parseInput<T>(
  schema: z.ZodMiniType<T>,
  raw: Raw,
  facts: ErrorFacts | string = {},
  other?: UsageError,
): T {
  const result = schema.safeParse(raw);
  if (result.success) {
    if (other) throw other;
    return result.data;
  }
  const problems = result.error.issues.map(({ path, message }) => {
    const name = path[0];
    return name === undefined ? message : `${String(name)} ${message}`;
  });
  const all = new Set([...problems, ...(other?.problems ?? [])]);
  throw new UsageError([...all], typeof facts === 'string' ? { hint: facts } : facts);
}

/** The type of checked fields that several commands share. */
export type Checked<Fields extends z.core.$ZodShape> = z.infer<z.ZodMiniObject<Fields>>;

/**
 * A rule between several flags, checked even if other fields have problems, so that all are reported at once. A missing
 * flag is then undefined, and one that could not be read may be of any type.
 * @param on the flag whose name begins the message; without it, `error` is the whole message
 */
export const rule = <T>(isKept: (given: Partial<T>) => boolean, error: string, on?: keyof T & string) =>
  z.refine<Partial<T>>(isKept, { error, path: on === undefined ? [] : [on], when: () => true });

/** Was the flag typed, with a valid value or not? A switch counts if it is on, a list if it is not empty. */
export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

/** A required text that is not empty. */
export const text = z
  .string({ error: 'is required' })
  .check(z.refine((value) => value.trim() !== '', { error: 'must not be empty' }));

/** The name of a file that is written. A command writes its own data to standard output, so `-` is refused. */
export const writtenFile = text.check(
  z.refine((name) => name !== '-', { error: 'must be the name of a file, not -' }),
);

/** An optional value; an empty text counts as left out, because scripts for `exo` pass empty variables. */
export const orNone = <T>(schema: z.ZodMiniType<T>) =>
  z.optional(
    z.pipe(
      z.transform((value: unknown) => (value === '' ? undefined : value)),
      z.optional(schema),
    ),
  );
export const textOrNone = orNone(text);

/** A text that is read as a value. @param read returns the value, or the problem as it follows the flag's name */
export const readText = <T>(read: (text: string) => { value: T } | { problem: string }) =>
  z.pipe(
    z.pipe(z.string({ error: 'is required' }), z.transform(read)).check(
      z.check(({ value, issues }) => {
        // Reported together with all other problems.
        if ('problem' in value)
          issues.push({ code: 'custom', continue: true, input: value, message: value.problem });
      }),
    ),
    // Throws instead of returning `z.NEVER`, which would load zod's JSON Schema code at every start.
    z.transform((found) => {
      if ('value' in found) return found.value;
      throw new Error(found.problem);
    }),
  );

/** A text that is kept as it is. @param problemOf the problem as it follows the flag's name; undefined without one */
export const checkedText = (problemOf: (text: string) => string | undefined) =>
  readText<string>((value) => {
    const problem = problemOf(value);
    return problem === undefined ? { value } : { problem };
  });

/**
 * A text in a certain form.
 * @param read returns undefined for other texts
 * @param must the form, such as `be a number from 0 to 2`
 */
export const readBy = <T>(read: (text: string) => T | undefined, must: string) =>
  readText<T>((text) => {
    const value = read(text);
    return value === undefined ? { problem: `must ${must}, not ${JSON.stringify(text)}` } : { value };
  });

const nameAlone = z.object({ NAME: text });

/** The NAME of a command that takes nothing else. @throws UsageError if it is missing */
export const parseName = (raw: Raw, hint: string): string => parseInput(nameAlone, raw, hint).NAME;

/** A switch: true if it was given. */
export const flag = z._default(z.boolean(), false);

/** One of these words, in capitals or not. */
export const oneOf = <const T extends string>(words: readonly [T, ...T[]]) =>
  z.pipe(
    z.transform((given: unknown) => (typeof given === 'string' ? given.toLowerCase() : given)),
    z.enum(words, {
      error: ({ input }) =>
        input === undefined
          ? `is required: ${words.join(', ')}`
          : `must be one of ${words.join(', ')}, not ${JSON.stringify(input)}`,
    }),
  );

/** A whole number, read from its text, so that `0` is not taken for absent, and `1e1`, `0x10` and `1.5` are refused. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  const isIn = (number: number) => number >= min && number <= max;
  return readBy(
    (text) => (/^\+?\d+$/.test(text) && isIn(Number(text)) ? Number(text) : undefined),
    `be a whole number ${range}`,
  );
}

/** A whole number that may be negative. */
export const integer = readBy((text) => {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Adding 0 turns -0 into 0.
  return Number.isSafeInteger(number) ? number + 0 : undefined;
}, 'be a whole number');

export const gpusPerReplica = wholeNumber(GPU_COUNT.min, GPU_COUNT.max);

/** An ID, in small letters as the service writes it. */
export const uuid = readBy((text) => (isId(text) ? text.toLowerCase() : undefined), 'be a UUID');

/** A duration such as `30m`, in ms; negative means no limit and becomes Infinity. */
export const duration = readText<number>((text) => {
  const ms = readDuration(text);
  if (typeof ms === 'string') return { problem: `cannot be read: ${ms}` };
  return { value: ms < 0 ? Number.POSITIVE_INFINITY : ms };
});

/** A duration of more than 0, in ms; Infinity for no limit. */
export const positiveDuration = duration.check(z.positive({ error: 'must be more than 0' }));

/** A finite duration of at least this many ms. */
export const atLeast = (leastMs: number) =>
  duration.check(
    z.refine((ms) => ms >= leastMs && Number.isFinite(ms), {
      error: `must be ${formatDuration(leastMs)} or more`,
    }),
  );

/** A text with several words, which may be quoted; an empty text has none. */
const wordsBy = (
  split: (text: string) => string[],
  problemOf: (words: string[]) => string | undefined = () => undefined,
) =>
  readText<string[]>((text) => {
    try {
      const value = split(text);
      const problem = problemOf(value);
      return problem === undefined ? { value } : { problem };
    } catch (error) {
      if (!(error instanceof ShellWordsError)) throw error;
      return { problem: `cannot be split into words: ${error.message}` };
    }
  });

/** A command line with the quotes of a shell. */
export const shellWords = wordsBy(splitWords);
/** Parameters of the inference engine. Refuses values that were pasted from output with masked secrets. */
export const engineParameters = wordsBy(splitParameters, maskProblem);

/** The flags of commands that wait for an operation. */
export const waitFields = {
  '--no-wait': flag,
  '--wait-timeout': z.optional(duration),
};
/** What these flags say; --no-wait is off where a command does not have it. */
export type WaitInput = Partial<Checked<typeof waitFields>>;

/** Flags whose numbers are milliseconds. */
const DURATIONS = ['--wait-timeout'];

/**
 * The given flags as words, in the order of `names`, for repeating them in a suggested command. Flags that were not
 * given, and switches that are off, are left out.
 */
export function givenFlags<Name extends string>(
  input: { readonly [name in Name]?: boolean | number | string | undefined },
  ...names: readonly Name[]
): string[] {
  return names.flatMap((name) => {
    const value = input[name];
    if (value === undefined || value === false) return [];
    if (value === true) return [name];
    return [name, DURATIONS.includes(name) ? durationOf(Number(value)) : String(value)];
  });
}

/** A duration as it is typed: Infinity, which means no limit, is `-1s`. */
const durationOf = (ms: number) => (Number.isFinite(ms) ? formatDuration(ms) : '-1s');
