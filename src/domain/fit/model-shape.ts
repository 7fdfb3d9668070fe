import { asRecord, tryJson } from '../json.js';
import { contextOf, firstOf, isNumber, type Json } from './config-numbers.js';
import { type Part, sharedParts } from './shared-parts.js';

/** The values of a model's config.json that its memory depends on. */
export interface ModelShape {
  /** Layers that keep a KV cache for all tokens of a request. */
  fullLayers: number;
  /** Layers that keep a KV cache for the last tokens only (sliding windows), or of an unknown kind. */
  slidingLayers: number;
  /** Attention heads, which the GPUs of a replica share. */
  heads: number;
  /** Heads that keep a KV cache. */
  kvHeads: number;
  /** The parts that have to be split evenly across the GPUs of a replica. */
  shared: readonly Part[];
  headDim: number;
  /** Latent attention (MLA): values per token and layer, all of which every GPU keeps. */
  latent?: number | undefined;
  /** The longest context of the model, in tokens. */
  context?: number | undefined;
  /** The model has an encoder for images or sound. The config does not say how much memory that works in. */
  encodes: boolean;
}

/** Python writes `NaN` and `Infinity` into a config.json, which JSON does not know. Strings may contain these words. */
const STRING_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
const asJson = (found: string) => (found.startsWith('"') ? found : 'null');

/**
 * Reads a model's config.json. Families of models name the same values differently; of a model for images and text, the
 * text part counts.
 * @returns if the text is no config.json of a model, what is wrong with it: `it has no …`
 */
export function parseModelConfig(text: string): ModelShape | string {
  const config = asRecord(tryJson(text.replaceAll(STRING_OR_NO_NUMBER, asJson)));
  if (!config) return 'it is not a JSON object';
  const outer = [config, asRecord(config.thinker_config)];
  const inner = outer
    .flatMap((one) => [one?.text_config, one?.llm_config, one?.language_config])
    .map(asRecord)
    .find((one) => one !== undefined);
  const all: Json = { ...config, ...inner };
  const layers = firstOf(all, 'num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  const heads = firstOf(all, 'num_attention_heads', 'n_head', 'num_heads', 'n_heads');
  const hidden = firstOf(all, 'hidden_size', 'n_embd', 'd_model');
  if (layers === undefined || heads === undefined) {
    const missing = [
      ...(layers === undefined ? ['num_hidden_layers'] : []),
      ...(heads === undefined ? ['num_attention_heads'] : []),
    ];
    return `it has no ${missing.join(' and ')}`;
  }
  const headDim = firstOf(all, 'head_dim') ?? (hidden === undefined ? undefined : hidden / heads);
  if (headDim === undefined) return 'it has neither head_dim nor hidden_size';
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

/**
 * Keys of an encoder: `vision_config`, `audio_config`, `visual`, `vit_config`, `img_processor`; `vision_tower` has only
 * its name.
 */
const ENCODER = /(?:^|_)(?:vision|visual|vit|image|img|audio|speech)(?:_|$)/;

function hasEncoder(config: Json): boolean {
  return Object.entries(config).some(
    ([key, value]) =>
      ENCODER.test(key) &&
      (asRecord(value) !== undefined || (key.endsWith('_tower') && typeof value === 'string')),
  );
}

/**
 * The number of key-value heads. As in the engine, multi-query attention comes first, with one head, then the keys that
 * families of models use.
 */
function kvHeadsOf(all: Json, heads: number): number {
  if (all.multi_query === true && all.new_decoder_architecture !== true) return 1;
  const inBlocks = attentionBlocks(all)?.map(({ n_heads_in_group: group }) => heads / Number(group));
  const counts = [
    firstOf(all, 'num_key_value_heads', 'num_kv_heads', 'n_head_kv', 'multi_query_group_num'),
    asRecord(all.attn_config)?.kv_n_heads,
    ...(inBlocks ?? []),
    ...(Array.isArray(all.num_key_value_heads_per_layer) ? all.num_key_value_heads_per_layer : []),
  ].filter(isNumber);
  return counts.length > 0 ? Math.max(...counts) : heads;
}

/**
 * The attention of those blocks that have one, in a model with different kinds of blocks; undefined for any other
 * model.
 */
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

/** Counts the layers by what they keep in the KV cache. */
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

/**
 * The number of layers that attend to all tokens, in a model whose other layers are Mamba or linear attention. Families
 * of models write it in different ways; undefined if none of these is found.
 */
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
