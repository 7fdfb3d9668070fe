import * as z from 'zod/mini';
import type { JsonSchema } from '../../program/spec.js';

/** The upper end is null where nothing bounds it. */
const range = z.nullable(z.object({ low: z.number(), high: z.nullable(z.number()) }));

/** What `model fit -O json` prints. */
const document = z.object({
  model: z.string(),
  weights_bytes: range,
  weights_from: z.string(),
  kv_cache_bytes_per_token: range,
  kv_cache_from: z.string(),
  attention_heads: z.nullable(z.number()),
  context: z.number(),
  context_from: z.string(),
  concurrency: z.number(),
  candidates: z.array(
    z.object({
      family: z.string(),
      gpu_count: z.number(),
      zones: z.array(z.string()),
      verdict: z.enum(['fits', 'tight', 'unknown', 'does not']),
      why: z.string(),
      kv_cache_tokens: range,
      concurrent_requests: range,
      quota_free: z.nullable(z.number()),
      quota_limit: z.nullable(z.number()),
      cost_per_hour: z.nullable(z.string()),
      currency: z.string(),
    }),
  ),
});
export type FitDocument = z.infer<typeof document>;

/** Its JSON Schema. */
export const fitJsonSchema = (): JsonSchema => z.toJSONSchema(document);
