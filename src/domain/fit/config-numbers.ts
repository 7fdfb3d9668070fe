import { asRecord } from '../json.js';

/** A model's config.json, with the values of its text part. */
export type Json = Readonly<Record<string, unknown>>;

export const isNumber = (value: unknown): value is number => typeof value === 'number' && value > 0;

/** The value of the first of these keys that has a number above 0. */
export const firstOf = (all: Json, ...keys: readonly string[]): number | undefined =>
  keys.map((key) => all[key]).find(isNumber);

const LENGTHS = [
  'max_position_embeddings',
  'n_positions',
  'max_sequence_length',
  'seq_length',
  'max_seq_len',
  'max_seq_length',
  'model_max_length',
  'seq_len',
];

/**
 * The context length that the engine uses by default: the smallest length in the config, times its RoPE factor, if any.
 */
export function contextOf(all: Json): number | undefined {
  const lengths = LENGTHS.map((key) => all[key]).filter(isNumber);
  if (lengths.length === 0) return undefined;
  const {
    factor,
    rope_type,
    type,
    original_max_position_embeddings: original,
  } = asRecord(all.rope_scaling) ?? asRecord(all.rope_parameters) ?? {};
  const kind = rope_type ?? type;
  const stretches = ['yarn', 'linear', 'dynamic'].some((one) => one === kind) && typeof factor === 'number';
  // The lengths of Gemma 3 already include the factor.
  if (!stretches || /^gemma3/.test(String(all.model_type))) return Math.min(...lengths);
  return Math.round(
    (kind === 'yarn' && typeof original === 'number' ? original : Math.min(...lengths)) * factor,
  );
}
