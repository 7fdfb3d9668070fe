import type { FitRow } from '../../domain/fit/fit-rows.js';
import type { Facts } from '../../domain/fit/model-facts.js';
import { cacheBytesPerToken, type FitAim, type Range } from '../../domain/fit/model-fit.js';
import { money } from '../../domain/money/decimal.js';
import type { FitInput } from './fit-input.js';
import type { FitDocument } from './fit-schema.js';

/** JSON knows no infinity: null. */
const rangeOf = (range: Range | undefined) =>
  range
    ? { low: Math.floor(range.low), high: Number.isFinite(range.high) ? Math.ceil(range.high) : null }
    : null;

/** What `model fit -O json` prints. */
export function documentOf(
  facts: Facts,
  { context, concurrency }: FitAim,
  rows: readonly FitRow[],
  input: FitInput,
  currency: string,
): FitDocument {
  const { name, weights, shape, from } = facts;
  return {
    model: name,
    weights_bytes: rangeOf(weights),
    weights_from: from.weights,
    kv_cache_bytes_per_token: rangeOf(cacheBytesPerToken(facts, 1)),
    kv_cache_from: from.cache,
    attention_heads: shape?.heads ?? null,
    context,
    context_from: input['--context'] === undefined ? from.context : '--context',
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
