import { asRecord, tryJson } from '../json.js';
import { contextOf, firstOf, isNumber, type Json } from './config-numbers.js';
import { type Part, sharedParts } from './shared-parts.js';

/** What of a model's config.json decides of its memory. */
export interface ModelShape {
  /** Layers that keep a KV cache for all tokens of a request. */
  fullLayers: number;
  /** Layers that keep one for the last tokens alone (sliding windows), or of which it is not known. */
  slidingLayers: number;
  /** Attention heads, which the GPUs of a replica share. */
  heads: number;
  /** Heads that keep a KV cache. */
  kvHeads: number;
  /** What the GPUs of a replica share evenly, and how much there is of it. */
  shared: readonly Part[];
  headDim: number;
  /** Latent attention (MLA): values a token and layer, kept whole on each GPU. */
  latent?: number | undefined;
  /** Tokens of context the model knows. */
  context?: number | undefined;
  /** It has an encoder for images or sound, for what that works in no number is told. */
  encodes: boolean;
}

/**
 * Reads a model's config.json, in the names that families of models give things; of a model for images and text the
 * part for text. @returns undefined where layers or heads are not in it
 */
export function parseModelConfig(text: string): ModelShape | undefined {
  const config = asRecord(tryJson(text));
  if (!config) return undefined;
  const outer = [config, asRecord(config.thinker_config)];
  const inner = outer
    .flatMap((one) => [one?.text_config, one?.llm_config, one?.language_config])
    .map(asRecord)
    .find((one) => one !== undefined);
  const all: Json = { ...config, ...inner };
  const layers = firstOf(all, 'num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  const heads = firstOf(all, 'num_attention_heads', 'n_head', 'num_heads', 'n_heads');
  const hidden = firstOf(all, 'hidden_size', 'n_embd', 'd_model');
  if (layers === undefined || heads === undefined) return undefined;
  const headDim = firstOf(all, 'head_dim') ?? (hidden === undefined ? undefined : hidden / heads);
  if (headDim === undefined) return undefined;
  const latent = firstOf(all, 'kv_lora_rank');
  const kvHeads = kvHeadsOf(all, heads);
  return {
    ...layersOf(all, layers),
    heads,
    kvHeads,
    headDim,
    shared: sharedParts(all, heads, latent === undefined ? kvHeads : undefined),
    latent: latent === undefined ? undefined : latent + (firstOf(all, 'qk_rope_head_dim') ?? 0),
    context: contextOf(all),
    encodes: outer.some((one) => one !== undefined && hasEncoder(one)),
  };
}

/** `vision_config`, `audio_config`, `visual`, `vit_config`, `img_processor`; `vision_tower` by its name. */
const ENCODER = /(?:^|_)(?:vision|visual|vit|image|img|audio|speech)(?:_|$)/;

function hasEncoder(config: Json): boolean {
  return Object.entries(config).some(
    ([key, value]) =>
      ENCODER.test(key) &&
      (asRecord(value) !== undefined || (key.endsWith('_tower') && typeof value === 'string')),
  );
}

/** In the order in which the engine looks: what is there once for all heads, then in the names of families. */
function kvHeadsOf(all: Json, heads: number): number {
  if (all.multi_query === true && all.new_decoder_architecture !== true) return 1;
  const inBlocks = attentionBlocks(all)?.map(({ n_heads_in_group: group }) => heads / Number(group));
  const told = [
    firstOf(all, 'num_key_value_heads', 'num_kv_heads', 'n_head_kv', 'multi_query_group_num'),
    asRecord(all.attn_config)?.kv_n_heads,
    ...(inBlocks ?? []),
    ...(Array.isArray(all.num_key_value_heads_per_layer) ? all.num_key_value_heads_per_layer : []),
  ].filter(isNumber);
  return told.length > 0 ? Math.max(...told) : heads;
}

/** Blocks that attend, of a model whose blocks differ; undefined of any other. */
function attentionBlocks(all: Json): Json[] | undefined {
  if (!Array.isArray(all.block_configs)) return undefined;
  const blocks: readonly unknown[] = all.block_configs;
  return blocks
    .map((block) => asRecord(asRecord(block)?.attention) ?? {})
    .filter(({ n_heads_in_group: group }) => typeof group === 'number');
}

const KEEPS_ALL = /^full|^attention|^global/;
/** Kinds of layers without a KV cache: they keep one state for each request, or nothing. */
const KEEPS_NONE = /linear|mamba|ssm|conv|recurrent|delta|lightning|mlp|moe/;

/** Layers by what they keep. */
function layersOf(all: Json, layers: number): Pick<ModelShape, 'fullLayers' | 'slidingLayers'> {
  const types: readonly unknown[] = Array.isArray(all.layer_types) ? all.layer_types : [];
  if (types.length > 0) {
    const full = types.filter((type) => KEEPS_ALL.test(String(type)));
    const others = types.filter((type) => !KEEPS_ALL.test(String(type)) && !KEEPS_NONE.test(String(type)));
    return { fullLayers: full.length, slidingLayers: others.length };
  }
  const attending = attentionBlocks(all)?.length ?? attendingLayers(all, layers);
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
