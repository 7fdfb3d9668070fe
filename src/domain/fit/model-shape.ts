import { asRecord, tryJson } from '../json.js';

/** What of a model's config.json decides of its memory. */
export interface ModelShape {
  /** Layers that keep a KV cache for all tokens of a request. */
  fullLayers: number;
  /** Layers that keep one for the last tokens alone (sliding windows). */
  slidingLayers: number;
  /** Attention heads, which the GPUs of a replica share. */
  heads: number;
  /** Heads that keep a KV cache. */
  kvHeads: number;
  headDim: number;
  /** Latent attention (MLA): values a token and layer, kept whole on each GPU. */
  latent?: number | undefined;
  /** Tokens of context the model knows. */
  context?: number | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a model's config.json, in the names that families of models give things; of a model for images and text the
 * part for text. @returns undefined where layers or heads are not in it
 */
export function parseModelConfig(text: string): ModelShape | undefined {
  const config = asRecord(tryJson(text));
  if (!config) return undefined;
  const inner =
    asRecord(config.text_config) ?? asRecord(config.llm_config) ?? asRecord(config.language_config);
  const all: Json = { ...config, ...inner };
  const first = (...keys: readonly string[]) =>
    keys.map((key) => all[key]).find((value): value is number => typeof value === 'number' && value > 0);
  const layers = first('num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  const heads = first('num_attention_heads', 'n_head', 'num_heads', 'n_heads');
  const hidden = first('hidden_size', 'n_embd', 'd_model');
  if (layers === undefined || heads === undefined) return undefined;
  const headDim = first('head_dim') ?? (hidden === undefined ? undefined : hidden / heads);
  if (headDim === undefined) return undefined;
  const latent = first('kv_lora_rank');
  return {
    ...layersOf(all, layers),
    heads,
    kvHeads:
      first('num_key_value_heads', 'num_kv_heads', 'n_head_kv') ?? (all.multi_query === true ? 1 : heads),
    headDim,
    latent: latent === undefined ? undefined : latent + (first('qk_rope_head_dim') ?? 0),
    context: first(
      'max_position_embeddings',
      'n_positions',
      'max_sequence_length',
      'seq_length',
      'max_seq_len',
    ),
  };
}

/** Layers of linear attention keep a state a request, and no cache. */
function layersOf(all: Json, layers: number): Pick<ModelShape, 'fullLayers' | 'slidingLayers'> {
  const types = Array.isArray(all.layer_types) ? all.layer_types : undefined;
  if (types) {
    const count = (pattern: RegExp) =>
      types.filter((type) => typeof type === 'string' && pattern.test(type)).length;
    return { fullLayers: count(/^full|^attention|^global/), slidingLayers: count(/sliding|chunked|local/) };
  }
  const attending = attendingLayers(all, layers);
  if (attending !== undefined) return { fullLayers: attending, slidingLayers: 0 };
  const pattern = all.sliding_window_pattern;
  if (typeof pattern === 'number' && pattern > 1) {
    const fullLayers = Math.floor(layers / pattern);
    return { fullLayers, slidingLayers: layers - fullLayers };
  }
  const isSliding = typeof all.sliding_window === 'number' && all.use_sliding_window !== false;
  return isSliding ? { fullLayers: 0, slidingLayers: layers } : { fullLayers: layers, slidingLayers: 0 };
}

/** Of a model whose other layers are Mamba or linear attention: how many attend to all tokens, in whatever way it says so. */
function attendingLayers(all: Json, layers: number): number | undefined {
  for (const every of [all.full_attention_interval, all.attn_layer_period])
    if (typeof every === 'number' && every > 0) return Math.floor(layers / every);
  const listed = [
    all.attn_layer_indices,
    all.full_attn_idxs,
    asRecord(all.linear_attn_config)?.full_attn_layers,
  ];
  for (const indices of listed) if (Array.isArray(indices)) return indices.length;
  if (Array.isArray(all.attn_type_list)) return all.attn_type_list.filter((type) => type === 1).length;
  if (Array.isArray(all.layers_block_type))
    return all.layers_block_type.filter((type) => type === 'hybrid' || type === 'attention').length;
  const pattern = all.hybrid_override_pattern;
  return typeof pattern === 'string' ? pattern.split('*').length - 1 : undefined;
}
