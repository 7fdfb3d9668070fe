import { plural, thousands } from '../../domain/counts.js';
import { type FitRow, firstThatFits } from '../../domain/fit/fit-rows.js';
import { parametersFor } from '../../domain/fit/gpu-family.js';
import type { Facts } from '../../domain/fit/model-facts.js';
import { cacheBytesPerToken, type FitAim } from '../../domain/fit/model-fit.js';
import { gibRange, type Range } from '../../domain/fit/range.js';
import { type Currency, type Prices, provenance } from '../../domain/money/price.js';
import { commandLine } from '../../domain/shell-words.js';
import type { AskedAim } from './fit-document.js';

/** The numbers that it goes by, and where each is from. */
export function sources(facts: Facts, { context, contextFrom, concurrency }: AskedAim): string[] {
  const { name, weights, shape, from } = facts;
  const perToken = cacheBytesPerToken(facts, 1);
  return [
    `${name}:`,
    `  weights   ${weights ? gibRange(weights) : '?'} (${from.weights})`,
    `  KV cache  ${perToken ? kibRange(perToken) : '?'} a token (${from.cache})`,
    `  heads     ${shape ? `${shape.heads} (${from.cache})` : '? (they decide which GPU counts can share them)'}`,
    ...encoder(facts),
    `  asked     ${plural(concurrency, 'request')} at once of ${thousands(context)} tokens (${contextFrom})`,
  ];
}

/** Its weights are among the files and the parameters; of what it works in nothing is told. Nothing where there is none. */
function encoder({ shape, from }: Facts): string[] {
  if (!shape)
    return ['  encoder   ? (where it has one for images or sound, what that works in is not counted)'];
  return shape.encodes
    ? [`  encoder   its weights are counted, what it works in is not (${from.cache})`]
    : [];
}

/** What the model does not know of what is asked of it; undefined where it does. */
export function beyond({ name, shape, from }: Facts, { context }: FitAim): string | undefined {
  const most = shape?.context;
  if (most === undefined || context <= most) return undefined;
  return `${name} knows ${thousands(most)} tokens of context at most (${from.cache}): its engine takes no longer requests`;
}

/** In what the costs are, and whose prices. */
export const costSource = (prices: Prices | undefined, currency: Currency) =>
  prices ? [`  cost      ${currency.toUpperCase()} an hour a replica (${provenance(prices)})`] : [];

function kibRange({ low, high }: Range): string {
  const [from, to] = [low, high].map((bytes) => Math.round(bytes / 1024));
  return from === to ? `${thousands(to ?? 0)} KiB` : `${thousands(from ?? 0)}–${thousands(to ?? 0)} KiB`;
}

/** The commands that create the cheapest, or why there are none. @param downloaded zones that have the model */
export function conclusion(
  facts: Facts,
  aim: FitAim,
  rows: readonly FitRow[],
  downloaded: readonly string[],
): string[] {
  const [row] = rows;
  if (row && rows.every(({ zones }) => zones.length === 0))
    return [`You may use ${row.family} in no zone: see exo-di deployment instance-type`];
  if (rows.length === 0) return ['There are no GPUs that you may use: see exo-di limits gpu'];
  const best = firstThatFits(rows);
  if (!best) return ['None is sure to fit within the quota.'];
  // By itself the engine makes room for the most that the model knows, or does not start.
  const most = facts.shape?.context;
  const isLess = most === undefined || most > aim.context;
  const parameters = [...parametersFor(best.family), ...(isLess ? [`--max-model-len=${aim.context}`] : [])];
  const limits = parameters.length > 0 ? ['--inference-engine-params', parameters.join(' ')] : [];
  const flags = ['--model-name', facts.name, '--gpu-type', best.family, '--gpu-count', String(best.gpuCount)];
  const zone = best.zones.find((one) => downloaded.includes(one)) ?? best.zones[0] ?? '';
  const command = commandLine('deployment create', ['my-app'], [...flags, ...limits, '-z', zone]);
  const first = commandLine('model create', [facts.name], ['-z', zone]);
  return [
    `${best.cost === undefined ? 'The smallest' : 'The cheapest'} that fits: ${command}`,
    ...(downloaded.includes(zone) ? [] : [`Download the model before: ${first}`]),
  ];
}
