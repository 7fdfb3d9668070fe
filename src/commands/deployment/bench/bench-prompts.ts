import * as z from 'zod/mini';
import { tryJson } from '../../../domain/json.js';
import { UsageError } from '../../../errors.js';

/** Short, common words, so that each is about one token. */
const WORDS =
  'time year people way day man thing woman life child world school state family student group country problem hand part place case week company system program question work number night point home water room mother area money story fact month lot right study book eye job word business issue side kind head house service friend father power hour game line end member law car city name team minute idea body back parent face level office door health person art war history party result change morning reason research girl guy moment air teacher force'.split(
    ' ',
  );

/** The seed of the generated prompts, so that every run sends the same ones. */
export const SEED = 1;

/** A source of prompts. */
export interface Prompts {
  next(): string;
  /** The tokens of the longest prompt, estimated, because only the engine can count them. */
  most: number;
}

/**
 * Generates prompts of random words. They differ from the first word on, so that the engine's prefix cache does not
 * help.
 */
export function madePrompts(tokens: number, random: () => number): Prompts {
  const word = () => WORDS[Math.floor(random() * WORDS.length)] ?? '';
  return { most: tokens, next: () => Array.from({ length: tokens }, word).join(' ') };
}

/** A low estimate, so that the budget is not exceeded. */
const CHARACTERS_A_TOKEN = 3;

const line = z.union([z.object({ prompt: z.string() }), z.string()]);

/**
 * The prompts of a file, one a line, as plain text or as JSON with a `prompt`. After the last one it starts again.
 * @throws UsageError for a file without prompts
 */
export function filePrompts(text: string, path: string): Prompts {
  const prompts = text.split('\n').flatMap((one) => {
    const trimmed = one.trim();
    return trimmed === '' ? [] : [readLine(trimmed)];
  });
  if (prompts.length === 0)
    throw new UsageError(`--prompts: file ${JSON.stringify(path)} has no prompt; write one a line`);
  let next = 0;
  const longest = Math.max(...prompts.map(({ length }) => length));
  return {
    most: Math.ceil(longest / CHARACTERS_A_TOKEN),
    next: () => prompts[next++ % prompts.length] ?? '',
  };
}

function readLine(text: string): string {
  if (!text.startsWith('{') && !text.startsWith('"')) return text;
  const { data = text } = line.safeParse(tryJson(text));
  return typeof data === 'string' ? data : data.prompt;
}

/** A random generator (mulberry32) with values from 0 to below 1 that gives the same sequence for a seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
