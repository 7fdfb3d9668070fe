import { asRecord } from '../json.js';

/** A model's config.json, that of its part for text. */
export type Json = Readonly<Record<string, unknown>>;

export const isNumber = (value: unknown): value is number => typeof value === 'number' && value > 0;

/** The first of these keys that is a number above 0. */
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

/** What the engine takes for the context by itself: the least that is told, stretched by the factor that is. */
export function contextOf(all: Json): number | undefined {
  const told = LENGTHS.map((key) => all[key]).filter(isNumber);
  if (told.length === 0) return undefined;
  const {
    factor,
    rope_type,
    type,
    original_max_position_embeddings: original,
  } = asRecord(all.rope_scaling) ?? asRecord(all.rope_parameters) ?? {};
  const kind = rope_type ?? type;
  const stretches = ['yarn', 'linear', 'dynamic'].some((one) => one === kind) && typeof factor === 'number';
  // Theirs is in the length already.
  if (!stretches || /^gemma3/.test(String(all.model_type))) return Math.min(...told);
  return Math.round(
    (kind === 'yarn' && typeof original === 'number' ? original : Math.min(...told)) * factor,
  );
}
