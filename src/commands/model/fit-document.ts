import type { FitRow } from '../../domain/fit/fit-rows.js';
import type { Facts } from '../../domain/fit/model-facts.js';
import { cacheBytesPerToken, type FitAim, type Range } from '../../domain/fit/model-fit.js';
import { money } from '../../domain/money/decimal.js';
import {
  type Document,
  listOf,
  number,
  numberOrNone,
  schemaOf,
  text,
  textOrNone,
  texts,
  withinOrNone,
  word,
} from '../../output/document.js';

/** What a model has to hold, and where its context is from. */
export type AskedAim = FitAim & { contextFrom: string };

interface Fit {
  facts: Facts;
  aim: AskedAim;
  rows: readonly FitRow[];
  currency: string;
}

/** In whole numbers. JSON knows no infinity: where nothing bounds it, the upper end is null. */
const range = <T>(value: (of: T) => Range | undefined) =>
  withinOrNone(value, {
    low: number(({ low }) => Math.floor(low)),
    high: numberOrNone(({ high }) => (Number.isFinite(high) ? Math.ceil(high) : undefined)),
  });

/** What `model fit -O json` prints. */
export const fitDocument: Document<Fit> = {
  model: text(({ facts }) => facts.name),
  weights_bytes: range(({ facts }) => facts.weights),
  weights_from: text(({ facts }) => facts.from.weights),
  kv_cache_bytes_per_token: range(({ facts }) => cacheBytesPerToken(facts, 1)),
  kv_cache_from: text(({ facts }) => facts.from.cache),
  attention_heads: numberOrNone(({ facts }) => facts.shape?.heads),
  context: number(({ aim }) => aim.context),
  context_from: text(({ aim }) => aim.contextFrom),
  concurrency: number(({ aim }) => aim.concurrency),
  candidates: listOf(({ rows, currency }: Fit) => rows.map((row) => ({ ...row, currency })), {
    family: text(({ family }) => family),
    gpu_count: number(({ gpuCount }) => gpuCount),
    zones: texts(({ zones }) => zones),
    verdict: word(['fits', 'tight', 'unknown', 'does not'], ({ verdict }) => verdict),
    why: text(({ why }) => why),
    kv_cache_tokens: range(({ tokens }) => tokens),
    concurrent_requests: range(({ requests }) => requests),
    quota_free: numberOrNone(({ quota }) => quota?.free),
    quota_limit: numberOrNone(({ quota }) => quota?.limit),
    cost_per_hour: textOrNone(({ cost }) => cost && money(cost)),
    currency: text(({ currency }) => currency),
  }),
};

export const fitJsonSchema = () => schemaOf(fitDocument);
