import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { cached } from '../../domain/cached.js';
import { type FitChoice, fitRows } from '../../domain/fit/fit-rows.js';
import { factsOf } from '../../domain/fit/model-facts.js';
import { costPerHour } from '../../domain/money/price.js';
import { filled } from '../../output/json-document.js';
import { safeJson } from '../../output/json-renderer.js';
import { fitView } from '../../output/views/fit.js';
import type { Raw } from '../../program/spec.js';
import { anyZone, listEveryZone } from '../lib/asked-zones.js';
import { priceFields } from '../lib/cost-limit.js';
import { quotasBeside } from '../lib/gpu-quota.js';
import { hubName, nameInAddress } from '../lib/hub-name.js';
import { flag, gpusPerReplica, parseInput, readBy, text, wholeNumber } from '../lib/parse-input.js';
import { chosenCurrency, pricesBeside } from '../lib/prices.js';
import { fitDocument } from './fit-document.js';
import { askHub, shapeFromFile } from './fit-facts.js';
import { beyond, conclusion, costSource, sources } from './fit-words.js';

const TOKENS = /^(\d+(?:\.\d+)?)([km]?)$/i;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2 };

/** A number of tokens: `32k`, `32768`. */
const tokens = readBy((typed) => {
  const [, digits = '', unit = ''] = TOKENS.exec(typed) ?? [];
  return Math.round(Number(digits) * (UNITS[unit.toLowerCase()] ?? 1)) || undefined;
}, 'be a number of tokens such as 8192 or 32k');

const schema = z.object({
  NAME: hubName,
  '--gpu-type': z.optional(text),
  '--gpu-count': z.optional(gpusPerReplica),
  '--context': z.optional(tokens),
  '--concurrency': z._default(wholeNumber(1), 1),
  '--model-config': z.optional(text),
  '--online': flag,
  ...priceFields,
});

/** The context, in tokens, that is assumed for a model whose context is not known. */
const USUAL_CONTEXT = 4096;

/** Calculates on which GPUs a model fits. Nothing is tried, and the output says where each number comes from. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di model fit NAME [--gpu-type FAMILY] [--gpu-count N] [flags]';
  const input = parseInput(schema, raw, { hint: usage, exchange: nameInAddress(raw.NAME) });
  const currency = chosenCurrency(deps);
  const printer = await deps.printer(fitView(currency.toUpperCase()));
  const file = input['--model-config'];
  const own = file === undefined ? undefined : await shapeFromFile(deps, file);
  const prices = pricesBeside(deps, { source: input['--prices'], printed: true });
  const quotas = quotasBeside(deps, await anyZone(deps));
  const [{ items: zones, incomplete }, hub] = await Promise.all([
    listEveryZone(deps, async (zone) => {
      const [types, models] = await Promise.all([zone.listInstanceTypes(), zone.listModels()]);
      return [{ zone: zone.zone, types, models }];
    }),
    input['--online'] ? askHub(deps, input.NAME) : {},
  ]);
  const { name, files } = seenOf(zones, input.NAME);
  const facts = factsOf(name, { ...hub, files, ...(own ? { shape: own } : {}) });
  const aim = {
    context: input['--context'] ?? facts.shape?.context ?? USUAL_CONTEXT,
    contextFrom: input['--context'] === undefined ? facts.from.context : '--context',
    concurrency: input['--concurrency'],
  };
  const tooLong = beyond(facts, aim);
  if (tooLong !== undefined) deps.io.warn(tooLong);
  const { prices: list } = await prices();
  const families = familiesOf(zones);
  const rows = fitRows(facts, aim, {
    families,
    quotas: await quotas(),
    family: input['--gpu-type'],
    gpuCount: input['--gpu-count'],
    costOf: (family, gpus) => list && costPerHour(list.list, [{ family, gpus }], currency),
  });
  const { columns, sort } = deps.globals;
  if (printer.format === 'json' && !columns && !sort) {
    const fit = { facts, aim, rows, currency: currency.toUpperCase() };
    deps.io.out(`${safeJson(filled(fitDocument, fit))}\n`);
  } else {
    if (!printer.data) deps.io.say(...sources(facts, aim), ...costSource(list, currency));
    deps.io.out(printer.many(rows));
    const there = {
      downloaded: zonesWith(zones, facts.name),
      models: zones.flatMap(({ models }) => models.map((model) => model.name)),
      families: [...families.keys()],
    };
    if (!printer.data) deps.io.say(...conclusion(facts, aim, rows, there));
  }
  if (incomplete) throw incomplete;
}

type InZone = Readonly<{
  zone: string;
  types: readonly { family: string; authorized: boolean }[];
  models: readonly { id: string; name: string; state: string; 'model-size'?: number | undefined }[];
}>;

/** The zones that have the model, or are downloading it. */
const zonesWith = (zones: readonly InZone[], name: string): string[] =>
  zones.filter(({ models }) => models.some((model) => model.name === name)).map(({ zone }) => zone);

/** States in which a model's files are not all there. */
const UNFINISHED: readonly string[] = ['creating', 'downloading', 'error'];

/** The name of the model, found by name or ID, and the size of its files in the zones that have all of them. */
function seenOf(zones: readonly InZone[], nameOrId: string) {
  const found = zones.flatMap(({ zone, models }) => {
    const model = models.find(({ id, name }) => name === nameOrId || id === nameOrId.toLowerCase());
    return model ? [{ zone, name: model.name, state: model.state, bytes: model['model-size'] ?? 0 }] : [];
  });
  const whole = found.filter(({ state, bytes }) => bytes > 0 && !UNFINISHED.includes(state));
  const bytes = Math.max(...whole.map((one) => one.bytes));
  const files = whole.length === 0 ? undefined : { bytes, zones: whole.map(({ zone }) => zone) };
  return { name: found[0]?.name ?? nameOrId, files };
}

function familiesOf(zones: readonly InZone[]): FitChoice['families'] {
  const families = new Map<string, string[]>();
  for (const { zone, types } of zones)
    for (const { family, authorized } of types) if (authorized) cached(families, family, () => []).push(zone);
  return families;
}
