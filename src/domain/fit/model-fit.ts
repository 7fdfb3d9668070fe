import { plural, thousands } from '../counts.js';
import { familyMemory } from './gpu-family.js';
import type { ModelShape } from './model-shape.js';
import { GIB, type Range } from './range.js';
import { canShare } from './shared-parts.js';

const KIB = 1024;
/** How much of a GPU's memory the engine takes, unless told otherwise (--gpu-memory-utilization). */
const UTILIZATION = 0.9;
/** A GPU shows less than its name says: error correction and the driver take some. */
const SHOWN: Range = { low: 0.925, high: 0.99 };
/** A GPU's share of what is neither weights nor KV cache: activations, graphs, libraries. GiB, and a part of the memory. */
const BESIDE = { least: 0.8, most: 3, mostShare: 0.12 };
/** Bytes of a value in the KV cache, at 16 bits, and that a token has a key and a value. */
const KV_BYTES = 2 * 2;

/** Numbers of GPUs that nearly all models can be shared by. */
const POWERS_OF_TWO: readonly number[] = [1, 2, 4, 8];

/** What is known of a model. */
export interface FitModel {
  /** Bytes of its weights. */
  weights?: Range | undefined;
  /** Its parameters in billions, for what nothing better is known of. */
  billions?: Range | undefined;
  shape?: ModelShape | undefined;
}

/** What it is to do. */
export interface FitAim {
  /** Tokens of context a request. */
  context: number;
  concurrency: number;
}

/** `tight`: it may fit, and may not; `unknown`: something is not known of the model or the GPUs. */
export type Verdict = 'fits' | 'tight' | 'does not' | 'unknown';

/** Whether a model fits on some GPUs, and what there is room for. */
export interface Fit {
  verdict: Verdict;
  /** Why it is no plain `fits`. */
  why: string;
  /** Tokens that its KV cache holds. */
  tokens?: Range | undefined;
  /** Requests at once, each with its whole context. */
  requests?: Range | undefined;
}

/**
 * Does a model fit on the GPUs of a replica? Weights, what the engine needs beside them, and a KV cache for all requests
 * (the service's performance page: memory = weights + KV cache). Every number is a range, and the verdict goes by its
 * ends: `fits` even at the worst, `tight` at best, `does not` even then.
 * @param gpus a replica
 */
export function fitOf(model: FitModel, family: string, gpus: number, aim: FitAim): Fit {
  const { weights, shape } = model;
  const whole = shape?.shared.find((part) => !part.isUnsure && !canShare(part, gpus));
  if (whole) return { verdict: 'does not', why: `${whole.words} cannot be shared by ${plural(gpus, 'GPU')}` };
  const memory = familyMemory(family);
  if (memory === undefined) return { verdict: 'unknown', why: 'its memory is not known' };
  if (!weights) return { verdict: 'unknown', why: 'the size of the model is not known' };
  const room = roomFor(memory, gpus);
  const cache: Range = { low: room.low - weights.high, high: room.high - weights.low };
  if (cache.high <= 0) {
    const least = gib(weights.low);
    return { verdict: 'does not', why: `${least} of weights, and room for ${gib(room.high)}`, ...NOTHING };
  }
  const perToken = cacheBytesPerToken(model, gpus);
  if (!perToken) return { verdict: 'unknown', why: 'the KV cache of the model is not known' };
  const tokens: Range = {
    low: Math.max(0, Math.floor(cache.low / perToken.high)),
    // Windows alone bound the cache of a request, whatever its length.
    high: perToken.low > 0 ? Math.floor(cache.high / perToken.low) : Number.POSITIVE_INFINITY,
  };
  const requests = { low: Math.floor(tokens.low / aim.context), high: Math.floor(tokens.high / aim.context) };
  return { ...verdictOn(requests, { shape, gpus, aim, cache }), tokens, requests };
}

/**
 * Whether there is room for all requests.
 * @param requests for so many there is room @param cache bytes of it
 */
function verdictOn(
  requests: Range,
  { shape, gpus, aim, cache }: { shape: ModelShape | undefined; gpus: number; aim: FitAim; cache: Range },
): Pick<Fit, 'verdict' | 'why'> {
  const asked = `${plural(aim.concurrency, 'request')} of ${thousands(aim.context)} tokens`;
  if (requests.high < aim.concurrency) return { verdict: 'does not', why: `no room for ${asked}` };
  const unsure = shape?.shared.find((part) => !canShare(part, gpus));
  if (unsure) return { verdict: 'unknown', why: `${unsure.words} may not be shared by ${gpus} GPUs` };
  const isShared = shape !== undefined || gpus === 1;
  if (!isShared && !POWERS_OF_TWO.includes(gpus))
    return { verdict: 'unknown', why: `its heads are not known, which ${gpus} GPUs would have to share` };
  if (requests.low >= aim.concurrency)
    return { verdict: 'fits', why: isShared ? '' : `if its heads can be shared by ${gpus}` };
  if (cache.low <= 0) return { verdict: 'tight', why: 'the weights may just fit' };
  return { verdict: 'tight', why: shape ? `maybe no room for ${asked}` : 'its layers are not known' };
}

const NOTHING = { tokens: { low: 0, high: 0 }, requests: { low: 0, high: 0 } };

/** Bytes for weights and KV cache, of all GPUs of a replica. @param memory GB of one */
function roomFor(memory: number, gpus: number): Range {
  const most = Math.min(BESIDE.most, BESIDE.mostShare * memory);
  return {
    low: gpus * (memory * SHOWN.low * UTILIZATION - most) * GIB,
    high: gpus * (memory * SHOWN.high * UTILIZATION - BESIDE.least) * GIB,
  };
}

/**
 * Bytes of KV cache that a token takes, on all GPUs of a replica together: layers × heads × their size × a key and a
 * value of 16 bits. Without layers and heads bounds by the parameters: none of the kept models is outside.
 */
export function cacheBytesPerToken({ shape, billions, weights }: FitModel, gpus: number): Range | undefined {
  if (shape) {
    const { fullLayers, slidingLayers, kvHeads, headDim, latent } = shape;
    // Fewer heads than GPUs are kept on several of them.
    const perLayer = latent === undefined ? Math.max(kvHeads, gpus) * headDim * KV_BYTES : latent * 2 * gpus;
    return { low: fullLayers * perLayer, high: (fullLayers + slidingLayers) * perLayer };
  }
  const size = billions ?? (weights && { low: weights.low / 2e9, high: weights.high / 0.5e9 });
  // From 6 KiB × √B (few heads, many experts) to 150 KiB × B^⅔ (a head of its own for each).
  return size && { low: 6 * KIB * Math.sqrt(size.low), high: 150 * KIB * size.high ** 0.67 };
}

/** `15.2 GiB`. */
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
