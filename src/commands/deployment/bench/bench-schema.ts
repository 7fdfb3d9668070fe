import * as z from 'zod/mini';
import type { JsonSchema } from '../../../program/spec.js';

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

export type BenchDocument = z.infer<typeof document>;

/** Its JSON Schema. */
export const benchJsonSchema = (): JsonSchema => z.toJSONSchema(document);
