import * as z from 'zod/mini';
import { formatDuration, parseDuration } from '../../domain/duration.js';
import { splitParameters } from '../../domain/engine-parameters.js';
import { GPU_COUNT } from '../../domain/gpus.js';
import { isId } from '../../domain/id.js';
import { maskProblem } from '../../domain/secrets.js';
import { ShellWordsError, splitWords } from '../../domain/shell-words.js';
import { UsageError } from '../../errors.js';
import type { Raw } from '../../program/spec.js';

/**
 * Checks what was typed against a schema keyed by the names people see (`--gpu-count`, `NAME`).
 * @param others what is wrong besides, as no schema tells it
 * @throws UsageError with every problem at once, each naming its flag or argument
 */
export function parseInput<T>(
  schema: z.ZodMiniType<T>,
  raw: Raw,
  hint?: string,
  others: readonly string[] = [],
): T {
  const result = schema.safeParse(raw);
  if (result.success && others.length === 0) return result.data;
  const problems = (result.error?.issues ?? []).map(({ path, message }) => {
    const name = path[0];
    return name === undefined ? message : `${String(name)} ${message}`;
  });
  throw new UsageError([...new Set([...problems, ...others])], { hint });
}

/** What fields that several commands share hold once they are checked. */
export type Checked<Fields extends z.core.$ZodShape> = z.infer<z.ZodMiniObject<Fields>>;

/**
 * A rule between several flags, told together with whatever else is wrong: what is missing is undefined then, and what
 * could not be read is not of its type.
 * @param on the flag whose name the sentence follows; without it the sentence stands for itself
 */
export const rule = <T>(isKept: (given: Partial<T>) => boolean, error: string, on?: keyof T & string) =>
  z.refine<Partial<T>>(isKept, { error, path: on === undefined ? [] : [on], when: () => true });

/** Was it typed at all, rightly or wrongly? A switch is when it is on, and what may be several when there is one. */
export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

/** A text that must be there and not be empty. */
export const text = z
  .string({ error: 'is required' })
  .check(z.refine((value) => value.trim() !== '', { error: 'must not be empty' }));

/** What may be left out; given empty, as scripts for `exo` do, it counts as left out. */
export const orNone = <T>(schema: z.ZodMiniType<T>) =>
  z.optional(
    z.pipe(
      z.transform((value: unknown) => (value === '' ? undefined : value)),
      z.optional(schema),
    ),
  );
export const textOrNone = orNone(text);

/** A text that stands for something else. @param read what that is, or what is wrong, to follow the flag's name */
export const readText = <T>(read: (text: string) => { value: T } | { problem: string }) =>
  z.pipe(
    z.pipe(z.string({ error: 'is required' }), z.transform(read)).check(
      z.check(({ value, issues }) => {
        // Told together with whatever else is wrong; what is none is not looked at any further.
        if ('problem' in value)
          issues.push({ code: 'custom', continue: true, input: value, message: value.problem });
      }),
    ),
    // Not `z.NEVER`, with which every start would load what makes JSON Schemas.
    z.transform((found) => {
      if ('value' in found) return found.value;
      throw new Error(found.problem);
    }),
  );

/** A text of a form of its own. @param read undefined for what is not of it @param must `be a number from 0 to 2` */
export const readBy = <T>(read: (text: string) => T | undefined, must: string) =>
  readText<T>((text) => {
    const value = read(text);
    return value === undefined ? { problem: `must ${must}, not ${JSON.stringify(text)}` } : { value };
  });

const nameAlone = z.object({ NAME: text });

/** The NAME of a command that takes nothing else. @throws UsageError where there is none */
export const parseName = (raw: Raw, hint: string): string => parseInput(nameAlone, raw, hint).NAME;

/** A switch: true when given. */
export const flag = z._default(z.boolean(), false);

/** One of a few words, without regard to case. */
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

/** A whole number, given as text; so `0` is never mistaken for absent, and `1e1`, `0x10` or `1.5` are refused. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  const isIn = (number: number) => number >= min && number <= max;
  return readBy(
    (text) => (/^\+?\d+$/.test(text) && isIn(Number(text)) ? Number(text) : undefined),
    `be a whole number ${range}`,
  );
}

/** A whole number below zero too. */
export const integer = readBy((text) => {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Without the minus of -0.
  return Number.isSafeInteger(number) ? number + 0 : undefined;
}, 'be a whole number');

/** A GPU count. */
export const gpusPerReplica = wholeNumber(GPU_COUNT.min, GPU_COUNT.max);

/** An ID of the service, which writes them in small letters. */
export const uuid = readBy((text) => (isId(text) ? text.toLowerCase() : undefined), 'be a UUID');

/** A duration such as `30m`, in ms; negative means no limit and becomes Infinity. */
export const duration = readText<number>((text) => {
  try {
    const ms = parseDuration(text);
    return { value: ms < 0 ? Number.POSITIVE_INFINITY : ms };
  } catch (error) {
    return { problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
});

/** A duration that ends, and not sooner than this. */
export const atLeast = (leastMs: number) =>
  duration.check(
    z.refine((ms) => ms >= leastMs && Number.isFinite(ms), {
      error: `must be ${formatDuration(leastMs)} or more`,
    }),
  );

/** A text that stands for several words, in quotes of one kind or another; an empty text is no words. */
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

/** A command line, quoted as a shell quotes it. */
export const shellWords = wordsBy(splitWords);
/** Parameters of the inference engine; none that were pasted from where their secrets are hidden. */
export const engineParameters = wordsBy(splitParameters, maskProblem);

/** The flags of commands that wait for an operation. */
export const waitFields = {
  '--no-wait': flag,
  '--wait-timeout': z.optional(duration),
};
export type WaitInput = Checked<typeof waitFields>;

/** Flags whose numbers are milliseconds. */
const DURATIONS = ['--wait-timeout'];

/**
 * Flags as they were given, for a command that is to be given again: as words, in the order in which they are named.
 * What was left out, and a switch that is off, is left out here too.
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

/** No limit is -1s, as it is typed. */
const durationOf = (ms: number) => (Number.isFinite(ms) ? formatDuration(ms) : '-1s');
