import { plural, thousands } from '../counts.js';
import { asRecord } from '../json.js';
import { firstOf, isNumber, type Json } from './config-numbers.js';

/** A part of a model that a replica's GPUs have to share evenly: `{ count: 8, words: '8 key-value heads' }`. */
export interface Part {
  count: number;
  words: string;
  /** If there are fewer of them than GPUs, several GPUs keep the same one. */
  isCopied?: true;
  /** If it cannot be split evenly, some versions of the engine pad it and others refuse the model. */
  isUnsure?: true;
}

/** The engine pads the vocabulary to a multiple of this. */
const VOCABULARY_STEP = 64;

/** The parts of a model, by its config.json. @param kvHeads undefined if each GPU keeps all of the KV cache */
export function sharedParts(all: Json, heads: number, kvHeads: number | undefined): Part[] {
  const parts: Part[] = [{ count: heads, words: `${heads} heads` }];
  if (kvHeads !== undefined)
    parts.push({ count: kvHeads, words: plural(kvHeads, 'key-value head'), isCopied: true });
  // The GPUs can take whole experts, so the intermediate size of experts need not be split.
  const hasExperts = Object.keys(all).some((key) => key.includes('expert'));
  const between = hasExperts ? undefined : firstOf(all, 'intermediate_size', 'ffn_hidden_size', 'ffn_dim');
  if (between !== undefined)
    parts.push({ count: between, words: `an intermediate size of ${thousands(between)}` });
  const words = firstOf(all, 'vocab_size', 'padded_vocab_size');
  if (words !== undefined)
    parts.push({
      count: Math.ceil(words / VOCABULARY_STEP) * VOCABULARY_STEP,
      words: `a vocabulary of ${thousands(words)}`,
    });
  // All weights of a block of the quantization have the same scale. How GPUs would split a block is not known, so
  // blocks must stay whole.
  const block = blockOf(all);
  const least = firstOf(all, 'moe_intermediate_size') ?? between;
  if (block !== undefined && least !== undefined)
    parts.push({ count: least / block, words: `blocks of ${block} of its quantization`, isUnsure: true });
  return parts;
}

/**
 * The number of weights that share a scale, along one side of a block; undefined if a quantization has no such blocks.
 */
function blockOf(all: Json): number | undefined {
  const sizes = asRecord(all.quantization_config)?.weight_block_size;
  const [size] = Array.isArray(sizes) ? sizes : [];
  return isNumber(size) ? size : undefined;
}

/** Can the part be split evenly across this many GPUs, or copied to them? */
export const canShare = ({ count, isCopied }: Part, gpus: number): boolean =>
  gpus === 1 || count % gpus === 0 || (isCopied === true && gpus % count === 0);
