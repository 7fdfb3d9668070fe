import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { money } from '../../domain/decimal.js';
import { type FitChoice, type FitRow, firstThatFits, fitRows } from '../../domain/fit-rows.js';
import { GPU_COUNT, plural } from '../../domain/gpus.js';
import { type Facts, factsOf } from '../../domain/model-facts.js';
import { cacheBytesPerToken, gibRange, grouped, type Range } from '../../domain/model-fit.js';
import { type Currency, costPerHour, type Prices, provenance } from '../../domain/price.js';
import { commandLine } from '../../domain/shell-words.js';
import { BUILT_IN_ZONE } from '../../domain/zones.js';
import { safeJson } from '../../output/json.js';
import { fitView } from '../../output/views/fit.js';
import type { Raw } from '../../program/spec.js';
import { priceFields } from '../cost.js';
import { quotasBeside } from '../gpu-quota.js';
import { listEveryZone } from '../list.js';
import { chosenCurrency, pricesBeside } from '../prices.js';
import { flag, parseInput, text, wholeNumber } from '../values.js';
import { chosenZone } from '../zones.js';
import { askHub, shapeFromFile } from './fit-facts.js';
import type { FitDocument } from './fit-schema.js';

const TOKENS = /^(\d+(?:\.\d+)?)([km]?)$/i;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2 };

/** `32k`, `32768`. */
function readTokens(typed: string): number {
  const [, digits = '', unit = ''] = TOKENS.exec(typed) ?? [];
  return Math.round(Number(digits) * (UNITS[unit.toLowerCase()] ?? 1));
}

const tokens = z.pipe(
  z.string().check(
    z.refine((typed) => TOKENS.test(typed) && readTokens(typed) >= 1, {
      error: ({ input }) => `must be a number of tokens such as 8192 or 32k, not ${JSON.stringify(input)}`,
    }),
  ),
  z.transform(readTokens),
);

const schema = z.object({
  NAME: text,
  '--gpu-type': z.optional(text),
  '--gpu-count': z.optional(wholeNumber(GPU_COUNT.min, GPU_COUNT.max)),
  '--context': z.optional(tokens),
  '--concurrency': z._default(wholeNumber(1), 1),
  '--model-config': z.optional(text),
  '--online': flag,
  ...priceFields,
});
type FitInput = z.infer<typeof schema>;

/** Of a model whose context is not known. */
const USUAL_CONTEXT = 4096;

/** Says on which GPUs a model fits, by arithmetic: nothing is tried, and each number says where it is from. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(
    schema,
    raw,
    'usage: exo-di model fit NAME [--gpu-type FAMILY] [--gpu-count N] [flags]',
  );
  const printer = await deps.printer(fitView);
  const file = input['--model-config'];
  const own = file === undefined ? undefined : await shapeFromFile(deps, file);
  const currency = chosenCurrency(deps);
  const prices = pricesBeside(deps, { source: input['--prices'] });
  const quotas = quotasBeside(
    (await deps.client()).in((await chosenZone(deps)) ?? BUILT_IN_ZONE),
    deps.io.warn,
  );
  const [{ items: zones, incomplete }, hub] = await Promise.all([
    listEveryZone(deps, async (zone) => {
      const [types, models] = await Promise.all([zone.listInstanceTypes(), zone.listModels()]);
      return [{ zone: zone.zone, types, models }];
    }),
    input['--online'] ? askHub(deps, input.NAME) : {},
  ]);
  const files = filesOf(zones, input.NAME);
  const facts = factsOf(files?.name ?? input.NAME, { ...hub, files, ...(own ? { shape: own } : {}) });
  const aim = {
    context: input['--context'] ?? facts.shape?.context ?? USUAL_CONTEXT,
    concurrency: input['--concurrency'],
  };
  const { prices: list } = await prices();
  const rows = fitRows(facts, aim, {
    families: familiesOf(zones),
    quotas: await quotas(),
    family: input['--gpu-type'],
    gpuCount: input['--gpu-count'],
    costOf: (family, gpus) => list && costPerHour(list.list, [{ family, gpus }], currency),
  });
  const { columns, sort } = deps.globals;
  if (printer.format === 'json' && !columns && !sort) {
    deps.io.out(`${safeJson(documentOf(facts, aim, rows, input, currency.toUpperCase()))}\n`);
  } else {
    if (!printer.data)
      for (const line of [...sources(facts, aim, input), ...costSource(list, currency)]) deps.io.say(line);
    deps.io.out(printer.many(rows));
    if (!printer.data) for (const line of conclusion(facts, aim, rows, files?.zones ?? [])) deps.io.say(line);
  }
  if (incomplete) throw incomplete;
}

type InZone = Readonly<{
  zone: string;
  types: readonly { family: string; authorized: boolean }[];
  models: readonly { id: string; name: string; 'model-size'?: number | undefined }[];
}>;

/** The model's files, by its name or ID, in every zone that has them. */
function filesOf(zones: readonly InZone[], nameOrId: string) {
  const found = zones.flatMap(({ zone, models }) => {
    const model = models.find(({ id, name }) => name === nameOrId || id === nameOrId.toLowerCase());
    return model ? [{ zone, name: model.name, bytes: model['model-size'] ?? 0 }] : [];
  });
  const bytes = Math.max(0, ...found.map((one) => one.bytes));
  const [first] = found;
  if (!first || bytes === 0) return undefined;
  return { name: first.name, bytes, zones: found.filter((one) => one.bytes > 0).map(({ zone }) => zone) };
}

function familiesOf(zones: readonly InZone[]): FitChoice['families'] {
  const families = new Map<string, string[]>();
  for (const { zone, types } of zones)
    for (const { family, authorized } of types)
      if (authorized) families.set(family, [...(families.get(family) ?? []), zone]);
  return families;
}

interface Aim {
  context: number;
  concurrency: number;
}

/** The numbers that it goes by, and where each is from. */
function sources(facts: Facts, { context, concurrency }: Aim, input: FitInput): string[] {
  const { name, weights, shape, from } = facts;
  const perToken = cacheBytesPerToken(facts, 1);
  return [
    `${name}:`,
    `  weights   ${weights ? gibRange(weights) : '?'} (${from.weights})`,
    `  KV cache  ${perToken ? kibRange(perToken) : '?'} a token (${from.cache})`,
    `  heads     ${shape ? `${shape.heads} (${from.cache})` : '? (they decide which GPU counts can share them)'}`,
    `  asked     ${plural(concurrency, 'request')} at once of ${grouped(context)} tokens (${input['--context'] === undefined ? from.context : '--context'})`,
  ];
}

/** In what the costs are, and whose prices. */
const costSource = (prices: Prices | undefined, currency: Currency) =>
  prices ? [`  cost      ${currency.toUpperCase()} an hour a replica (${provenance(prices)})`] : [];

function kibRange({ low, high }: Range): string {
  const [from, to] = [low, high].map((bytes) => Math.round(bytes / 1024));
  return from === to ? `${grouped(to ?? 0)} KiB` : `${grouped(from ?? 0)}–${grouped(to ?? 0)} KiB`;
}

/** The command that creates the cheapest, or why there is none. @param downloaded zones that have the model */
function conclusion(
  facts: Facts,
  aim: Aim,
  rows: readonly FitRow[],
  downloaded: readonly string[],
): string[] {
  const [first] = rows;
  if (first && rows.every(({ zones }) => zones.length === 0))
    return [`You may use ${first.family} in no zone: see exo-di deployment instance-type`];
  if (rows.length === 0) return ['There are no GPUs that you may use: see exo-di limits gpu'];
  const best = firstThatFits(rows);
  if (!best) return ['None is sure to fit within the quota.'];
  const most = facts.shape?.context;
  const limits =
    most !== undefined && most > aim.context
      ? ['--inference-engine-params', `--max-model-len=${aim.context}`]
      : [];
  const flags = ['--model-name', facts.name, '--gpu-type', best.family, '--gpu-count', String(best.gpuCount)];
  const zone = best.zones.find((one) => downloaded.includes(one)) ?? best.zones[0] ?? '';
  const command = commandLine('deployment create', ['my-app'], [...flags, ...limits, '-z', zone]);
  return [`${best.cost === undefined ? 'The smallest' : 'The cheapest'} that fits: ${command}`];
}

/** JSON knows no infinity: null. */
const rangeOf = (range: Range | undefined) =>
  range
    ? { low: Math.floor(range.low), high: Number.isFinite(range.high) ? Math.ceil(range.high) : null }
    : null;

function documentOf(
  facts: Facts,
  { context, concurrency }: Aim,
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
