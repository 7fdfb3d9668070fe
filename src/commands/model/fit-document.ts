import type { FitRow } from '../../domain/fit/fit-rows.js';
import type { Facts } from '../../domain/fit/model-facts.js';
import { cacheBytesPerToken, type FitAim } from '../../domain/fit/model-fit.js';
import type { Range } from '../../domain/fit/range.js';
import { money } from '../../domain/money/decimal.js';
import * as json from '../../output/json-document.js';

/** The context and the concurrency that are asked for, and where the context comes from. */
export type AskedAim = FitAim & { contextFrom: string };

interface Fit {
  facts: Facts;
  aim: AskedAim;
  rows: readonly FitRow[];
  currency: string;
}

/** A range in whole numbers. If it has no upper end, `high` is null, because JSON has no infinity. */
const range = <T>(value: (of: T) => Range | undefined) =>
  json.withinOrNone(value, {
    low: json.number(({ low }) => Math.floor(low)),
    high: json.numberOrNone(({ high }) => (Number.isFinite(high) ? Math.ceil(high) : undefined)),
  });

/** What `model fit -O json` prints. */
export const fitDocument: json.Document<Fit> = {
  model: json.text(({ facts }) => facts.name),
  weights_bytes: range(({ facts }) => facts.weights),
  weights_from: json.text(({ facts }) => facts.from.weights),
  kv_cache_bytes_per_token: range(({ facts }) => cacheBytesPerToken(facts, 1)),
  kv_cache_from: json.text(({ facts }) => facts.from.cache),
  attention_heads: json.numberOrNone(({ facts }) => facts.shape?.heads),
  context: json.number(({ aim }) => aim.context),
  context_from: json.text(({ aim }) => aim.contextFrom),
  concurrency: json.number(({ aim }) => aim.concurrency),
  candidates: json.listOf(({ rows, currency }: Fit) => rows.map((row) => ({ ...row, currency })), {
    family: json.text(({ family }) => family),
    gpu_count: json.number(({ gpuCount }) => gpuCount),
    zones: json.texts(({ zones }) => zones),
    verdict: json.word(['fits', 'tight', 'unknown', 'does not'], ({ verdict }) => verdict),
    why: json.text(({ why }) => why),
    kv_cache_tokens: range(({ tokens }) => tokens),
    concurrent_requests: range(({ requests }) => requests),
    quota_free: json.numberOrNone(({ quota }) => quota?.free),
    quota_limit: json.numberOrNone(({ quota }) => quota?.limit),
    cost_per_hour: json.textOrNone(({ cost }) => cost && money(cost)),
    currency: json.text(({ currency }) => currency),
  }),
};

export const fitJsonSchema = () => json.schemaOf(fitDocument);
