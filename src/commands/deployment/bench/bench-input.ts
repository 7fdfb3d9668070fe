import * as z from 'zod/mini';
import { tryDuration } from '../../../domain/duration.js';
import { sum } from '../../../domain/load/load-line.js';
import { UsageError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';
import { priceFields } from '../../lib/cost-limit.js';
import {
  flag,
  isGiven,
  parseInput,
  positiveDuration,
  readBy,
  rule,
  text,
  textOrNone,
  wholeNumber,
} from '../../lib/parse-input.js';
import { endpointFields } from '../endpoint/endpoint-target.js';
import { MOST_AT_ONCE, type Objective } from './bench-figures.js';
import { measuredOf } from './bench-level.js';

const DEFAULT_LEVELS = [1, 4, 16];
const DEFAULT_TOKENS = 128;
const DEFAULT_DURATION_MS = 5 * 60_000;
const DEFAULT_BUDGET = 200_000;

const schema = z
  .object({
    NAME: text,
    '--concurrency': z.optional(readBy(readLevels, `be numbers from 1 to ${MOST_AT_ONCE} like 1,4,16`)),
    '--slo': z.optional(readBy(readObjective, 'look like ttft=500ms,tps=20')),
    '--at-once': z.optional(wholeNumber(1)),
    '--input-tokens': z.optional(wholeNumber(1, 1_000_000)),
    '--output-tokens': z._default(wholeNumber(2, 1_000_000), DEFAULT_TOKENS),
    '--prompts': textOrNone,
    '--max-duration': z._default(positiveDuration, DEFAULT_DURATION_MS),
    '--max-tokens': z._default(wholeNumber(1), DEFAULT_BUDGET),
    '--force': flag,
    ...endpointFields,
    ...priceFields,
  })
  .check(
    rule(
      (given) => !isGiven(given['--at-once']) || isGiven(given['--slo']),
      '--at-once asks how many replicas keep an objective: give --slo too',
    ),
    rule(
      (given) => !isGiven(given['--prompts']) || !isGiven(given['--input-tokens']),
      '--prompts and --input-tokens cannot be given together: prompts have their own length',
    ),
  );

/** The checked input of `deployment bench`. */
export interface BenchInput extends z.infer<typeof schema> {
  /** The levels to measure; undefined if the search for the objective chooses them. */
  levels: readonly number[] | undefined;
  inputTokens: number;
}

/** Checks the input. @throws UsageError with every problem at once, and if the budget is too small for the levels */
export function parseBench(raw: Raw): BenchInput {
  const usage =
    'usage: exo-di deployment bench NAME [--concurrency 1,4,16 | --slo ttft=500ms,tps=20] [-z ZONE]';
  const input = parseInput(schema, raw, usage);
  const { '--concurrency': given, '--slo': slo, '--max-tokens': most, '--output-tokens': output } = input;
  const inputTokens = input['--input-tokens'] ?? DEFAULT_TOKENS;
  const wanted = given ?? (slo === undefined ? DEFAULT_LEVELS : undefined);
  const levels = wanted ?? [1];
  // Requests for warming up and for measuring. The tokens of a file's prompts are known only when the file is read.
  const requests = sum(levels.map((level) => level + measuredOf(level)));
  const needed = input['--prompts'] === undefined ? requests * (inputTokens + output) : 0;
  if (needed > most)
    throw new UsageError(
      `--max-tokens ${most} is not enough for ${levels.join(', ')} at once: ${needed} tokens, ${inputTokens + output} a request`,
    );
  return { ...input, inputTokens, levels: wanted };
}

function readLevels(value: string): number[] | undefined {
  const parts = value.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^\d{1,4}$/.test(part) && Number(part) >= 1 && Number(part) <= MOST_AT_ONCE))
    return undefined;
  return [...new Set(parts.map(Number))].sort((a, b) => a - b);
}

function readObjective(value: string): Objective | undefined {
  const read: Objective = {};
  for (const part of value.split(',')) {
    const [, key, given = ''] = /^\s*(ttft|tps)=(\S+)\s*$/.exec(part) ?? [];
    if (key === 'ttft') {
      read.ttftMs = tryDuration(given);
      if (read.ttftMs === undefined || read.ttftMs <= 0) return undefined;
    } else if (key === 'tps' && /^\d+(\.\d+)?$/.test(given) && Number(given) > 0) read.tps = Number(given);
    else return undefined;
  }
  return read;
}
