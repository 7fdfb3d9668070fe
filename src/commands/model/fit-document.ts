import * as z from 'zod/mini';
import type { FitRow } from '../../domain/fit/fit-rows.js';
import type { Facts } from '../../domain/fit/model-facts.js';
import { cacheBytesPerToken, type FitAim, type Range } from '../../domain/fit/model-fit.js';
import { money } from '../../domain/money/decimal.js';
import type { JsonSchema } from '../../program/spec.js';

/** What a model has to hold, and where its context is from. */
export type AskedAim = FitAim & { contextFrom: string };

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

export const fitJsonSchema = (): JsonSchema => z.toJSONSchema(document);

/** JSON knows no infinity: null. */
const rangeOf = (range: Range | undefined) =>
  range
    ? { low: Math.floor(range.low), high: Number.isFinite(range.high) ? Math.ceil(range.high) : null }
    : null;

export function documentOf(
  facts: Facts,
  { context, contextFrom, concurrency }: AskedAim,
  rows: readonly FitRow[],
  currency: string,
): z.infer<typeof document> {
  const { name, weights, shape, from } = facts;
  return {
    model: name,
    weights_bytes: rangeOf(weights),
    weights_from: from.weights,
    kv_cache_bytes_per_token: rangeOf(cacheBytesPerToken(facts, 1)),
    kv_cache_from: from.cache,
    attention_heads: shape?.heads ?? null,
    context,
    context_from: contextFrom,
    concurrency,
    candidates: rows.map((row) => ({
      family: row.family,
      gpu_count: row.gpuCount,
      zones: [...row.zones],
      verdict: row.verdict,
      why: row.why,
      kv_cache_tokens: rangeOf(row.tokens),
      concurrent_requests: rangeOf(row.requests),
      quota_free: row.quota?.free ?? null,
      quota_limit: row.quota?.limit ?? null,
      cost_per_hour: row.cost === undefined ? null : money(row.cost),
      currency,
    })),
  };
}
