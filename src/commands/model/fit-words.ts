import { plural, thousands } from '../../domain/counts.js';
import { type FitRow, firstThatFits } from '../../domain/fit/fit-rows.js';
import { parametersFor } from '../../domain/fit/gpu-family.js';
import type { Facts } from '../../domain/fit/model-facts.js';
import { cacheBytesPerToken, type FitAim } from '../../domain/fit/model-fit.js';
import { gibRange, type Range } from '../../domain/fit/range.js';
import { didYouMean, likely } from '../../domain/likely.js';
import { type Currency, type Prices, provenance } from '../../domain/money/price.js';
import { commandLine, pasteWord } from '../../domain/shell-words.js';
import type { AskedAim } from './fit-document.js';

/** The numbers on which the result is based, and where each comes from. */
export function sources(facts: Facts, { context, contextFrom, concurrency }: AskedAim): string[] {
  const { name, weights, shape, from } = facts;
  const perToken = cacheBytesPerToken(facts, 1);
  return [
    `${name}:`,
    `  weights   ${weights ? gibRange(weights) : '?'} (${from.weights})`,
    `  KV cache  ${perToken ? kibRange(perToken) : '?'} a token (${from.cache})`,
    `  heads     ${shape ? `${shape.heads} (${from.cache})` : '? (they decide which GPU counts are possible)'}`,
    ...encoder(facts),
    `  asked     ${plural(concurrency, 'request')} at once of ${thousands(context)} tokens (${contextFrom})`,
  ];
}

/**
 * The line about an encoder for images or sound: its weights are counted, but how much memory it works in is known
 * nowhere. No line if the model has none.
 */
function encoder({ shape, from }: Facts): string[] {
  if (!shape)
    return ['  encoder   ? (if it has one for images or sound, the working memory of that is not counted)'];
  return shape.encodes
    ? [`  encoder   its weights are counted, its working memory is not (${from.cache})`]
    : [];
}

/** The warning if the wanted context is longer than the model's longest one; else undefined. */
export function beyond({ name, shape, from }: Facts, { context }: FitAim): string | undefined {
  const most = shape?.context;
  if (most === undefined || context <= most) return undefined;
  return `${name} has a context of ${thousands(most)} tokens at most (${from.cache}): its engine refuses longer requests`;
}

/** The line with the currency of the costs and the source of the prices. */
export const costSource = (prices: Prices | undefined, currency: Currency) =>
  prices ? [`  cost      ${currency.toUpperCase()} per hour and replica (${provenance(prices)})`] : [];

function kibRange({ low, high }: Range): string {
  const [from, to] = [low, high].map((bytes) => Math.round(bytes / 1024));
  return from === to ? `${thousands(to ?? 0)} KiB` : `${thousands(from ?? 0)}–${thousands(to ?? 0)} KiB`;
}

export interface There {
  /** The zones that have the model. */
  downloaded: readonly string[];
  /** The names of all models. */
  models: readonly string[];
  /** The GPU families that the organization may use. */
  families: readonly string[];
}

/** The commands to create the cheapest that fits, or why there are none. */
export function conclusion(facts: Facts, aim: FitAim, rows: readonly FitRow[], there: There): string[] {
  const { downloaded } = there;
  const [row] = rows;
  if (row && rows.every(({ zones }) => zones.length === 0)) {
    const question = didYouMean(likely(row.family, there.families)) ?? 'see exo-di deployment instance-type';
    return [`You may not use ${row.family} in any zone: ${question}`];
  }
  if (rows.length === 0) return ['There are no GPUs that you may use: see exo-di limits gpu'];
  const best = firstThatFits(rows);
  if (!best) return ['None is sure to fit within the quota.'];
  // Without --max-model-len the engine needs memory for the longest context of the model, or it does not start.
  const most = facts.shape?.context;
  const isLess = most === undefined || most > aim.context;
  const parameters = [...parametersFor(best.family), ...(isLess ? [`--max-model-len=${aim.context}`] : [])];
  const limits = parameters.length > 0 ? ['--inference-engine-params', parameters.join(' ')] : [];
  const flags = ['--model-name', facts.name, '--gpu-type', best.family, '--gpu-count', String(best.gpuCount)];
  const zone = best.zones.find((one) => downloaded.includes(one)) ?? best.zones[0] ?? '';
  const command = commandLine('deployment create', ['my-app'], [...flags, ...limits, '-z', zone]);
  return [
    `${best.cost === undefined ? 'The smallest' : 'The cheapest'} that fits: ${command}`,
    ...(downloaded.includes(zone) ? [] : [toDownload(facts.name, zone, there)]),
  ];
}

/** What to do for a model that the zone does not have. A name without an owner cannot be downloaded. */
function toDownload(name: string, zone: string, { downloaded, models }: There): string {
  const isWhole = name.includes('/');
  const slips = downloaded.length > 0 ? [] : likely(name, models);
  const question = didYouMean(
    slips.filter((model) => !isWhole || model.toLowerCase() === name.toLowerCase()).map(pasteWord),
  );
  if (question !== undefined) return `There is no model ${name}; ${question}`;
  return isWhole
    ? `Download the model first: ${commandLine('model create', [name], ['-z', zone])}`
    : 'Download the model first, by its whole name on Hugging Face: owner/model';
}
