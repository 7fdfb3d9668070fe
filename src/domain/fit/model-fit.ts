import { plural, thousands } from '../counts.js';
import { familyMemory } from './gpu-family.js';
import type { ModelShape } from './model-shape.js';
import { GIB, type Range } from './range.js';
import { canShare } from './shared-parts.js';

const KIB = 1024;
/** The share of a GPU's memory that the engine uses by default (--gpu-memory-utilization). */
const UTILIZATION = 0.9;
/** The share of a GPU's documented memory that it really offers: error correction and the driver take some. */
const SHOWN: Range = { low: 0.925, high: 0.99 };
/**
 * The memory on each GPU that is neither for weights nor for the KV cache: activations, graphs, libraries. In GiB, and
 * as the largest share of the memory.
 */
const BESIDE = { least: 0.8, most: 3, mostShare: 0.12 };
/** Bytes of one dimension of a head in the KV cache: a token has a key and a value of 16 bits each. */
const KV_BYTES = 2 * 2;

/** GPU counts that nearly all models can be split into. */
const POWERS_OF_TWO: readonly number[] = [1, 2, 4, 8];

/** What is known of a model. */
export interface FitModel {
  /** The bytes of the weights. */
  weights?: Range | undefined;
  /** The parameters in billions, for estimates where nothing better is known. */
  billions?: Range | undefined;
  shape?: ModelShape | undefined;
}

/** The requests that the model has to serve. */
export interface FitAim {
  /** Tokens of context per request. */
  context: number;
  concurrency: number;
}

/** `tight`: the model may fit or not; `unknown`: a fact about the model or the GPUs is missing. */
export type Verdict = 'fits' | 'tight' | 'does not' | 'unknown';

/** Whether a model fits on GPUs, and what they have room for. */
export interface Fit {
  verdict: Verdict;
  /** The reason for a verdict other than a plain `fits`. */
  why: string;
  /** Tokens that the KV cache holds. */
  tokens?: Range | undefined;
  /** Requests at once, each with its full context. */
  requests?: Range | undefined;
}

/**
 * Does a model fit on the GPUs of a replica? They hold the weights, what the engine needs beside them, and a KV cache
 * for all requests (the service's performance page: memory = weights + KV cache). Every number is a range. The model
 * `fits` if it does so in the worst case, is `tight` if only in the best case, and `does not` if not even then.
 * @param gpus GPUs per replica
 */
export function fitOf(model: FitModel, family: string, gpus: number, aim: FitAim): Fit {
  const { weights, shape } = model;
  const indivisible = shape?.shared.find((part) => !part.isUnsure && !canShare(part, gpus));
  if (indivisible)
    return { verdict: 'does not', why: `${indivisible.words} cannot be shared by ${plural(gpus, 'GPU')}` };
  const memory = familyMemory(family);
  if (memory === undefined) return { verdict: 'unknown', why: 'its memory is not known' };
  if (!weights) return { verdict: 'unknown', why: 'the size of the model is not known' };
  const room = roomFor(memory, gpus);
  const cache: Range = { low: room.low - weights.high, high: room.high - weights.low };
  if (cache.high <= 0) {
    const least = gib(weights.low);
    return { verdict: 'does not', why: `${least} of weights, but room for ${gib(room.high)}`, ...NOTHING };
  }
  const perToken = cacheBytesPerToken(model, gpus);
  if (!perToken) return { verdict: 'unknown', why: 'the KV cache of the model is not known' };
  const tokens: Range = {
    low: Math.max(0, Math.floor(cache.low / perToken.high)),
    // Layers with sliding windows need no more cache however long a request is, so with only such layers there is no
    // upper bound.
    high: perToken.low > 0 ? Math.floor(cache.high / perToken.low) : Number.POSITIVE_INFINITY,
  };
  const requests = { low: Math.floor(tokens.low / aim.context), high: Math.floor(tokens.high / aim.context) };
  return { ...verdictOn(requests, { shape, gpus, aim, cache }), tokens, requests };
}

/**
 * Is there room for all requests?
 * @param requests how many have room @param cache bytes that the weights leave for the KV cache
 */
function verdictOn(
  requests: Range,
  { shape, gpus, aim, cache }: { shape: ModelShape | undefined; gpus: number; aim: FitAim; cache: Range },
): Pick<Fit, 'verdict' | 'why'> {
  const wanted = `${plural(aim.concurrency, 'request')} of ${thousands(aim.context)} tokens`;
  if (requests.high < aim.concurrency) return { verdict: 'does not', why: `no room for ${wanted}` };
  const unsure = shape?.shared.find((part) => !canShare(part, gpus));
  if (unsure) return { verdict: 'unknown', why: `${unsure.words} perhaps cannot be shared by ${gpus} GPUs` };
  const isShared = shape !== undefined || gpus === 1;
  if (!isShared && !POWERS_OF_TWO.includes(gpus))
    return { verdict: 'unknown', why: `its heads are not known, and ${gpus} GPUs would have to share them` };
  if (requests.low >= aim.concurrency)
    return { verdict: 'fits', why: isShared ? '' : `if its heads can be shared by ${gpus}` };
  if (cache.low <= 0) return { verdict: 'tight', why: 'the weights may just fit' };
  return { verdict: 'tight', why: shape ? `maybe no room for ${wanted}` : 'its layers are not known' };
}

const NOTHING = { tokens: { low: 0, high: 0 }, requests: { low: 0, high: 0 } };

/** Bytes for weights and KV cache, on all GPUs of a replica together. @param memory of one GPU, in GB */
function roomFor(memory: number, gpus: number): Range {
  const most = Math.min(BESIDE.most, BESIDE.mostShare * memory);
  return {
    low: gpus * (memory * SHOWN.low * UTILIZATION - most) * GIB,
    high: gpus * (memory * SHOWN.high * UTILIZATION - BESIDE.least) * GIB,
  };
}

/**
 * Bytes of KV cache per token, on all GPUs of a replica together: layers × heads × dimensions × a key and a value of 16
 * bits. If layers and heads are not known, bounds by the number of parameters, wide enough for all models of the tests.
 */
export function cacheBytesPerToken({ shape, billions, weights }: FitModel, gpus: number): Range | undefined {
  if (shape) {
    const { fullLayers, slidingLayers, kvHeads, headDim, latent } = shape;
    // If there are fewer heads than GPUs, several GPUs keep a copy of the same head.
    const perLayer = latent === undefined ? Math.max(kvHeads, gpus) * headDim * KV_BYTES : latent * 2 * gpus;
    return { low: fullLayers * perLayer, high: (fullLayers + slidingLayers) * perLayer };
  }
  const size = billions ?? (weights && { low: weights.low / 2e9, high: weights.high / 0.5e9 });
  // B is billions of parameters. The lower bound is of models with few key-value heads and many experts, the upper one
  // of models with a key-value head for each attention head.
  return size && { low: 6 * KIB * Math.sqrt(size.low), high: 150 * KIB * size.high ** 0.67 };
}

/** `15.2 GiB`. */
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
