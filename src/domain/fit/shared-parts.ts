import { plural, thousands } from '../counts.js';
import { asRecord } from '../json.js';
import { firstOf, isNumber, type Json } from './config-numbers.js';

/** What the GPUs of a replica share evenly: `{ count: 8, words: '8 key-value heads' }`. */
export interface Part {
  count: number;
  words: string;
  /** Where there are fewer than GPUs, several have the same. */
  isCopied?: true;
  /** Some versions of the engine fill up what is left of it, others refuse. */
  isUnsure?: true;
}

/** Words are kept in steps of so many, whatever their number. */
const VOCABULARY_STEP = 64;

/** The parts of a model, by its config.json. @param kvHeads undefined where each GPU keeps all of the KV cache */
export function sharedParts(all: Json, heads: number, kvHeads: number | undefined): Part[] {
  const parts: Part[] = [{ count: heads, words: `${heads} heads` }];
  if (kvHeads !== undefined)
    parts.push({ count: kvHeads, words: plural(kvHeads, 'key-value head'), isCopied: true });
  // Experts can be shared whole.
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
  // Weights of a block have one scale: how GPUs would share a block is not known, so blocks must stay whole.
  const block = blockOf(all);
  const least = firstOf(all, 'moe_intermediate_size') ?? between;
  if (block !== undefined && least !== undefined)
    parts.push({ count: least / block, words: `blocks of ${block} of its quantization`, isUnsure: true });
  return parts;
}

/** Weights that share a scale, along one side; undefined where a quantization has no such blocks. */
function blockOf(all: Json): number | undefined {
  const sizes = asRecord(all.quantization_config)?.weight_block_size;
  const [size] = Array.isArray(sizes) ? sizes : [];
  return isNumber(size) ? size : undefined;
}

/** Can so many GPUs share it? */
export const canShare = ({ count, isCopied }: Part, gpus: number): boolean =>
  gpus === 1 || count % gpus === 0 || (isCopied === true && gpus % count === 0);
