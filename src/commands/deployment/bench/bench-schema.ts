import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import {
  GOOD_SHARE,
  goodShare,
  isGood,
  type Objective,
  type Sample,
  spreadOf,
} from '../../../domain/bench.js';
import { costKeys } from '../../../domain/money/price.js';
import type { BenchRow } from '../../../output/views/bench.js';
import type { JsonSchema } from '../../../program/spec.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Reached, Target } from '../endpoint/endpoint.js';
import type { BenchInput } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import type { Capacity, Wanted } from './bench-words.js';

const METRICS = ['ttft', 'tpot', 'e2el'] as const;
const STATISTICS = ['mean', 'median', 'std', 'p90', 'p95', 'p99'] as const;
const times = Object.fromEntries(
  METRICS.flatMap((metric) =>
    STATISTICS.map((name) => [`${name}_${metric}_ms`, z.optional(z.number())] as const),
  ),
);

const level = z.object({
  max_concurrency: z.number(),
  num_prompts: z.number(),
  completed: z.number(),
  failed: z.number(),
  duration: z.number(),
  total_input_tokens: z.number(),
  total_output_tokens: z.number(),
  request_throughput: z.number(),
  request_goodput: z.optional(z.number()),
  output_throughput: z.number(),
  total_token_throughput: z.number(),
  ...times,
  within_objective: z.nullable(z.boolean()),
  cut_short: z.boolean(),
});

/** What `deployment bench -O json` prints; names as vLLM's own bench has them, times in ms, `duration` in seconds. */
const document = z.object({
  name: z.string(),
  zone: z.string(),
  date: z.string(),
  endpoint_type: z.literal('openai-chat'),
  model_id: z.string(),
  replicas: z.number(),
  levels: z.array(level),
  objective: z.nullable(
    z.object({ ttft_ms: z.nullable(z.number()), tokens_per_second: z.nullable(z.number()) }),
  ),
  capacity: z.nullable(
    z.object({
      at_once: z.number(),
      at_least: z.boolean(),
      replicas: z.number(),
      wanted_at_once: z.nullable(z.number()),
      replicas_needed: z.nullable(z.number()),
      cost_per_hour: z.nullable(z.string()),
      currency: z.nullable(z.string()),
    }),
  ),
});

/** Its JSON Schema. */
export const benchJsonSchema = (): JsonSchema => z.toJSONSchema(document);

/** What was measured as JSON, with the names of vLLM's own bench. */
export function documentOf(
  deps: Deps,
  found: {
    target: Target;
    reached: Reached;
    deployment: Deployment;
    runs: readonly LevelRun[];
    input: BenchInput;
    capacity: Capacity | undefined;
    wanted: Wanted | undefined;
  },
): z.infer<typeof document> {
  const { target, reached, deployment, runs, input, capacity, wanted } = found;
  const slo = input['--slo'];
  return {
    ...{ name: target.name, zone: target.zone.zone, date: new Date(deps.clock.now()).toISOString() },
    ...{ endpoint_type: 'openai-chat', model_id: reached.model, replicas: deployment.replicas ?? 1 },
    levels: runs.map((each) => {
      const { times, good, goodput, isCut, ...row } = rowOf(each, slo);
      return {
        ...{ ...row, ...times },
        ...(goodput !== undefined && { request_goodput: goodput }),
        within_objective: good === undefined || isCut ? null : good >= GOOD_SHARE,
        cut_short: isCut,
      };
    }),
    objective: slo ? { ttft_ms: slo.ttftMs ?? null, tokens_per_second: slo.tps ?? null } : null,
    capacity: capacity
      ? {
          ...{ at_once: capacity.atOnce, at_least: capacity.isLeast, replicas: capacity.replicas },
          wanted_at_once: input['--at-once'] ?? null,
          replicas_needed: wanted?.replicas ?? null,
          ...{ cost_per_hour: null, currency: null, ...costKeys(wanted?.cost) },
        }
      : null,
  };
}

/** A level in figures, under the names that vLLM's own bench has for them. */
export function rowOf(run: LevelRun, objective: Objective | undefined): BenchRow {
  const { samples, concurrency, durationMs, outputTokens, isCut } = run;
  const seconds = durationMs / 1_000;
  const a = (count: number) => (seconds > 0 ? rounded(count / seconds) : 0);
  const completed = samples.filter(({ outcome }) => outcome === 'whole').length;
  const input = samples.reduce((total, { promptTokens }) => total + promptTokens, 0);
  return {
    max_concurrency: concurrency,
    num_prompts: samples.length,
    completed,
    failed: samples.filter(({ outcome }) => outcome === 'failed').length,
    duration: rounded(seconds),
    total_input_tokens: input,
    total_output_tokens: outputTokens,
    request_throughput: a(completed),
    output_throughput: a(outputTokens),
    total_token_throughput: a(input + outputTokens),
    times: Object.fromEntries(METRICS.flatMap((metric) => timesOf(samples, metric))),
    ...(objective && {
      good: goodShare(samples, objective),
      goodput: a(samples.filter((sample) => isGood(sample, objective)).length),
    }),
    isCut,
  };
}

/** What failed has no time: a refusal is quick. */
function timesOf(samples: readonly Sample[], metric: (typeof METRICS)[number]): [string, number][] {
  const timed = samples.filter(({ outcome }) => outcome !== 'failed');
  const spread = spreadOf(timed.flatMap((sample) => sample[`${metric}Ms`] ?? []));
  if (!spread) return [];
  const { p50: median, ...others } = spread;
  return STATISTICS.map((name) => [`${name}_${metric}_ms`, rounded({ median, ...others }[name])]);
}

const rounded = (value: number) => Math.round(value * 100) / 100;
