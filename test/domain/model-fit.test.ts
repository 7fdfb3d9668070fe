import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { remarkOn } from '../../src/domain/fit/gpu-family.js';
import { cacheBytesPerToken, fitOf } from '../../src/domain/fit/model-fit.js';
import { type ModelShape, parseModelConfig } from '../../src/domain/fit/model-shape.js';
import { sizeFromName } from '../../src/domain/fit/model-size.js';
import { gibRange } from '../../src/domain/fit/range.js';

const GIB = 1024 ** 3;
const shapeOf = (config: Record<string, unknown>) => shapeIn(JSON.stringify(config));

function shapeIn(text: string): ModelShape {
  const shape = parseModelConfig(text);
  if (typeof shape === 'string') throw new Error(shape);
  return shape;
}
/** Llama 3 with 70 billion parameters; its numbers are published. */
const LLAMA_70B = {
  num_hidden_layers: 80,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  hidden_size: 8192,
  max_position_embeddings: 131_072,
};
const QWEN3_8B = {
  num_hidden_layers: 36,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 128,
  hidden_size: 4096,
  max_position_embeddings: 40_960,
};

describe('the size of the KV cache per token', () => {
  test.each<[what: string, config: Record<string, unknown>, tokens: number, gibs: number]>([
    ['70B in 16 bits, a request of 4K, by the performance page', LLAMA_70B, 4096, 1.25],
    ['the same at 128K', LLAMA_70B, 131_072, 40],
    ['an engine that said: 5.62 GiB needed for 40,960 tokens', QWEN3_8B, 40_960, 5.625],
  ])('%s', (_, config, tokens, gibs) => {
    const bytes = cacheBytesPerToken({ shape: shapeOf(config) }, 1);
    expect(bytes).toEqual({ low: bytes?.high, high: (gibs * GIB) / tokens });
  });

  const PLAIN = { num_hidden_layers: 40, num_attention_heads: 32, hidden_size: 4096 };
  test.each<[what: string, config: Record<string, unknown>, bytes: number]>([
    ['one head for all', { ...PLAIN, multi_query: true, num_kv_heads: 32 }, 40 * 1 * 128 * 4],
    [
      'not in a newer one',
      { ...PLAIN, multi_query: true, new_decoder_architecture: true, num_kv_heads: 8 },
      40 * 8 * 128 * 4,
    ],
    ['groups', { ...PLAIN, multi_query_attention: true, multi_query_group_num: 2 }, 40 * 2 * 128 * 4],
    [
      'a part for attention',
      { n_layers: 40, n_heads: 48, d_model: 6144, attn_config: { kv_n_heads: 8 } },
      40 * 8 * 128 * 4,
    ],
    [
      'blocks that differ, some without attention',
      {
        ...PLAIN,
        num_key_value_heads: null,
        block_configs: [
          { attention: { n_heads_in_group: 8, no_op: false } },
          { attention: { n_heads_in_group: null, no_op: true } },
          { attention: { n_heads_in_group: 8, no_op: false } },
        ],
      },
      2 * 4 * 128 * 4,
    ],
    ['a number a layer', { ...PLAIN, num_key_value_heads_per_layer: [4, 2, 4] }, 40 * 4 * 128 * 4],
    [
      'the part that thinks, of one that hears too',
      { thinker_config: { text_config: QWEN3_8B } },
      36 * 8 * 128 * 4,
    ],
  ])('%s', (_, config, bytes) => {
    expect(cacheBytesPerToken({ shape: shapeOf(config) }, 1)).toEqual({ low: bytes, high: bytes });
  });

  test('with fewer heads than GPUs, each head is stored on several GPUs', () => {
    const one = cacheBytesPerToken({ shape: shapeOf({ ...QWEN3_8B, num_key_value_heads: 2 }) }, 1)?.high ?? 0;
    const eight = cacheBytesPerToken({ shape: shapeOf({ ...QWEN3_8B, num_key_value_heads: 2 }) }, 8)?.high;
    expect(eight).toBe(one * 4);
  });

  test.each<[name: string, kib: number]>([
    ['Qwen2.5-0.5B', 12],
    ['Llama-3.2-1B', 32],
    ['Llama-2-7B', 512],
    ['Mistral-7B', 128],
    ['Llama-2-13B', 800],
    ['Mixtral-8x7B', 128],
    ['gpt-oss-20b', 48],
    ['Qwen3-30B-A3B', 96],
    ['Qwen2.5-32B', 256],
    ['Llama-3-70B', 320],
    ['Qwen-72B', 2560],
    ['gpt-oss-120b', 72],
    ['Llama-3.1-405B', 504],
  ])('without known layers, the bounds for %s include the real %d KiB', (name, kib) => {
    const { low = 0, high = 0 } = cacheBytesPerToken({ billions: sizeFromName(name)?.billions }, 1) ?? {};
    expect(low / 1024).toBeLessThanOrEqual(kib);
    expect(high / 1024).toBeGreaterThanOrEqual(kib);
  });
});

describe('the size of the weights is derived from the name of the model', () => {
  test.each<[name: string, billions: number, gb: number]>([
    ['meta-llama/Llama-3.1-8B-Instruct', 8.03, 16.1],
    ['RedHatAI/Llama-3.1-8B-Instruct-FP8', 8.03, 9.1],
    ['x/Llama-3.1-8B-Instruct-NVFP4', 8.03, 6],
    ['hugging-quants/Meta-Llama-3.1-70B-Instruct-AWQ-INT4', 70.6, 39.8],
    ['ISTA-DASLab/Meta-Llama-3-70B-Instruct-AQLM-2Bit-1x16', 70.6, 21.9],
    ['x/Llama-3-8B-Instruct-HQQ-3bit', 8.03, 4.4],
    ['mistralai/Mistral-7B-Instruct-v0.3', 7.25, 14.5],
    ['mistralai/Mixtral-8x7B-Instruct-v0.1', 46.7, 93.4],
    ['mistralai/Mixtral-8x22B-v0.1', 141, 281],
    ['Qwen/Qwen3-30B-A3B', 30.5, 61.1],
    ['Qwen/Qwen2.5-0.5B', 0.494, 0.988],
    ['google/gemma-3-270m', 0.268, 0.536],
    ['google/gemma-2-2b-it', 2.61, 5.2],
    ['Qwen/Qwen3-0.6B', 0.752, 1.5],
    ['Qwen/Qwen2.5-7B-Instruct-1M', 7.62, 15.2],
    ['allenai/OLMoE-1B-7B-0924', 6.92, 13.8],
    ['openai/gpt-oss-20b', 20.9, 13.8],
    ['openai/gpt-oss-120b', 116.8, 65.2],
  ])('%s: %d billion parameters, %d GB', (name, billions, gb) => {
    const size = sizeFromName(name);
    expect(size?.billions.low).toBeLessThanOrEqual(billions);
    expect(size?.billions.high).toBeGreaterThanOrEqual(billions);
    expect((size?.billions.low ?? 0) * (size?.bytes.low ?? 0)).toBeLessThanOrEqual(gb);
    expect((size?.billions.high ?? 0) * (size?.bytes.high ?? 0)).toBeGreaterThanOrEqual(gb);
  });

  test.each([
    'microsoft/phi-4',
    'google/gemma-3n-E4B-it',
    'deepseek-ai/DeepSeek-V3',
    'x/A3B',
    'x/0B',
    '',
    'meta-llama/Llama-4-Scout-17B-16E-Instruct',
    'Qwen/Qwen1.5-MoE-A2.7B-Chat',
  ])('%s contains no size', (name) => {
    expect(sizeFromName(name)).toBeUndefined();
  });
});

describe('the shape in a config.json', () => {
  test('is that of the text model, also for a model that reads images', () => {
    expect(shapeOf({ hidden_size: 1, text_config: QWEN3_8B })).toMatchObject({
      fullLayers: 36,
      kvHeads: 8,
      headDim: 128,
    });
  });

  test.each<[what: string, config: Record<string, unknown>, full: number, sliding: number]>([
    ['windows, and every sixth layer all', { sliding_window: 1024, sliding_window_pattern: 6 }, 6, 30],
    ['kinds of layers', { layer_types: ['full_attention', 'sliding_attention', 'linear_attention'] }, 1, 1],
    [
      'a kind that is not known',
      { layer_types: ['full_attention', 'some_attention', 'mamba', 'conv', 'moe'] },
      1,
      1,
    ],
    ['no kinds', { layer_types: [] }, 36, 0],
    ['linear ones between', { full_attention_interval: 4 }, 9, 0],
    ['Mamba between, by a period', { attn_layer_period: 8, attn_layer_offset: 4 }, 4, 0],
    ['by a list of those that attend', { attn_layer_indices: [9, 18, 27] }, 3, 0],
    ['by another', { linear_attn_config: { full_attn_layers: [4, 8], kda_layers: [1] } }, 2, 0],
    ['by one of kinds', { attn_type_list: [0, 0, 1, 0, 1] }, 2, 0],
    ['by one of words', { layers_block_type: ['mamba', 'hybrid', 'mamba'] }, 1, 0],
    ['by a drawing', { hybrid_override_pattern: 'M-M-M*-M-M*-' }, 2, 0],
    ['a window that is not used', { sliding_window: 4096, use_sliding_window: false }, 36, 0],
    ['windows everywhere', { sliding_window: 4096 }, 0, 36],
  ])('%s', (_, more, fullLayers, slidingLayers) => {
    expect(shapeOf({ ...QWEN3_8B, ...more })).toMatchObject({ fullLayers, slidingLayers });
  });

  test('latent attention', () => {
    const shape = shapeOf({ ...QWEN3_8B, kv_lora_rank: 512, qk_rope_head_dim: 64 });
    expect(cacheBytesPerToken({ shape }, 1)).toEqual({ low: 36 * 576 * 2, high: 36 * 576 * 2 });
  });

  test.each<[what: string, config: Record<string, unknown>, context: number]>([
    [
      'stretched',
      { rope_scaling: { type: 'yarn', factor: 4, original_max_position_embeddings: 32_768 } },
      131_072,
    ],
    ['stretched, in newer names', { rope_parameters: { rope_type: 'linear', factor: 2 } }, 81_920],
    ['told as it is', { rope_scaling: { rope_type: 'llama3', factor: 8 } }, 40_960],
    [
      'of one that tells it stretched',
      { model_type: 'gemma3_text', rope_scaling: { rope_type: 'linear', factor: 8 } },
      40_960,
    ],
    ['twice', { model_max_length: 8192 }, 8192],
  ])('the context, %s', (_, more, context) => {
    expect(shapeOf({ ...QWEN3_8B, ...more })?.context).toBe(context);
  });

  test.each<[what: string, config: Record<string, unknown>, encodes: boolean]>([
    [
      'text alone',
      { use_audio_in_video: true, image_token_id: 7, audio_token: '<a>', vision_config: null },
      false,
    ],
    ['images, as most say it', { vision_config: { depth: 32 } }, true],
    ['sound', { audio_config: { num_mel_bins: 128 } }, true],
    ['Qwen-Omni', { thinker_config: { audio_config: { d_model: 1280 } } }, true],
    ['Qwen-VL', { visual: { layers: 48 } }, true],
    ['LLaVA', { mm_vision_tower: 'openai/clip-vit-large-patch14-336' }, true],
    ['Phi-3-vision', { img_processor: { name: 'clip_vision_model' } }, true],
  ])('tells whether there is an encoder: %s', (_, config, encodes) => {
    const layers = { num_hidden_layers: 2, num_attention_heads: 2, hidden_size: 64 };
    expect(shapeOf({ ...layers, ...config }).encodes).toBe(encodes);
  });

  test.each(['NaN', 'Infinity', '-Infinity', '[0.0, Infinity]'])('reads %s, which Python writes', (value) => {
    const text = `{"time_step": ${value}, "note": "\\"NaN", "n_layer": 2, "n_head": 4, "head_dim": 8}`;
    expect(shapeIn(text)).toMatchObject({ fullLayers: 2, heads: 4, headDim: 8 });
  });

  test.each([
    ['', 'it is not a JSON object'],
    ['[]', 'it is not a JSON object'],
    ['<html>', 'it is not a JSON object'],
    ['{}', 'it has no num_hidden_layers and num_attention_heads'],
    ['{"num_hidden_layers": 3}', 'it has no num_attention_heads'],
    ['{"num_hidden_layers":"x","n_head":2}', 'it has no num_hidden_layers'],
    ['{"num_hidden_layers":3,"n_head":2}', 'it has neither head_dim nor hidden_size'],
  ])('%s contains none: %s', (text, reason) => {
    expect(parseModelConfig(text)).toBe(reason);
  });
});

describe('the verdict', () => {
  const llama = { weights: { low: 141e9, high: 141.2e9 }, shape: shapeOf(LLAMA_70B) };
  const qwen = { weights: { low: 16.4e9, high: 16.4e9 }, shape: shapeOf(QWEN3_8B) };
  const aim = { context: 8192, concurrency: 1 };

  test.each<
    [model: typeof llama, family: string, gpus: number, context: number, verdict: string, why: string]
  >([
    [qwen, 'gpu3', 1, 8192, 'fits', ''],
    [qwen, 'gpua5000', 1, 40_960, 'does not', 'no room for 1 request of 40,960 tokens'],
    [qwen, 'gpua5000', 1, 16_384, 'tight', 'maybe no room for 1 request of 16,384 tokens'],
    [qwen, 'gpu3080ti', 1, 8192, 'does not', '15.3 GiB of weights, but room for 9.9 GiB'],
    [qwen, 'gpu3', 3, 8192, 'does not', '32 heads cannot be shared by 3 GPUs'],
    [llama, 'gpu3', 4, 8192, 'fits', ''],
    [llama, 'gpurtx6000pro', 1, 8192, 'does not', 'of weights'],
    [llama, 'gpurtx6000pro', 2, 8192, 'fits', ''],
    [qwen, 'gpub300', 1, 8192, 'unknown', 'its memory is not known'],
    [qwen, 'constructor', 1, 8192, 'unknown', 'its memory is not known'],
  ])('%#: %s × %d', (model, family, gpus, context, verdict, why) => {
    expect(fitOf(model, family, gpus, { context, concurrency: 1 })).toMatchObject({
      verdict,
      why: expect.stringContaining(why),
    });
  });

  test.each<[what: string, config: Record<string, unknown>, can: number[], why: string]>([
    [
      'phi-4',
      { num_attention_heads: 40, num_key_value_heads: 10, intermediate_size: 17_920, vocab_size: 100_352 },
      [1, 2],
      '10 key-value heads cannot be shared by 4 GPUs',
    ],
    [
      'Llama-3.2-3B',
      { num_attention_heads: 24, num_key_value_heads: 8, intermediate_size: 8192, vocab_size: 128_256 },
      [1, 2, 4, 8],
      '8 key-value heads cannot be shared by 3 GPUs',
    ],
    [
      'Llama-2-13B',
      { num_attention_heads: 40, intermediate_size: 13_824, vocab_size: 32_000 },
      [1, 2, 4, 8],
      'an intermediate size of 13,824 cannot be shared by 5 GPUs',
    ],
    [
      'SmolLM2-360M',
      { num_attention_heads: 15, num_key_value_heads: 5, intermediate_size: 2560, vocab_size: 49_152 },
      [1],
      'a vocabulary of 49,152 cannot be shared by 5 GPUs',
    ],
    [
      'Qwen2.5-1.5B',
      { num_attention_heads: 12, num_key_value_heads: 2, intermediate_size: 8960, vocab_size: 151_936 },
      [1, 2, 4],
      '8,960',
    ],
    [
      'starcoder2-3b',
      { num_attention_heads: 24, num_key_value_heads: 2, intermediate_size: 12_288, vocab_size: 49_152 },
      [1, 2, 4, 6, 8],
      '2 key-value heads cannot be shared by 3 GPUs',
    ],
    [
      'latent attention, experts',
      {
        num_attention_heads: 128,
        num_key_value_heads: 3,
        kv_lora_rank: 512,
        n_routed_experts: 8,
        intermediate_size: 7,
      },
      [1, 2, 4, 8],
      '128 heads',
    ],
  ])('%s can be split over some numbers of GPUs', (_, config, can, why) => {
    const shape = shapeOf({ num_hidden_layers: 2, hidden_size: 1920, ...config });
    const fits = [1, 2, 3, 4, 5, 6, 7, 8].map((gpus) =>
      fitOf({ weights: { low: 1e9, high: 1e9 }, shape }, 'gpu3', gpus, aim),
    );
    expect(fits.flatMap(({ verdict }, index) => (verdict === 'fits' ? [index + 1] : []))).toEqual(can);
    expect(fits.map((fit) => fit.why).join('; ')).toContain(why);
  });

  test.each<[what: string, config: Record<string, unknown>, sure: number[]]>([
    ['Qwen3-30B-A3B-FP8', { moe_intermediate_size: 768, intermediate_size: 6144, num_experts: 128 }, [1, 2]],
    ['Qwen3-235B-A22B-FP8', { moe_intermediate_size: 1536, num_experts: 128 }, [1, 2, 4]],
    ['Qwen3-32B-FP8', { intermediate_size: 25_600 }, [1, 2, 4, 8]],
  ])('%s: if quantized blocks may not be splittable, the verdict is uncertain', (_, more, sure) => {
    const shape = shapeOf({ ...QWEN3_8B, quantization_config: { weight_block_size: [128, 128] }, ...more });
    const model = { weights: { low: 1e9, high: 1e9 }, shape };
    const verdicts = [1, 2, 4, 8].map((gpus) => [gpus, fitOf(model, 'gpu3', gpus, aim).verdict] as const);
    expect(verdicts.filter(([, verdict]) => verdict === 'fits').map(([gpus]) => gpus)).toEqual(sure);
    expect(new Set(verdicts.map(([, verdict]) => verdict))).not.toContain('does not');
  });

  test('the reason names what is unknown', () => {
    expect(fitOf({}, 'gpu3', 1, aim)).toEqual({
      verdict: 'unknown',
      why: 'the size of the model is not known',
    });
    const named = fitOf({ weights: qwen.weights, billions: { low: 8, high: 8.2 } }, 'gpua5000', 1, aim);
    expect(named).toMatchObject({ verdict: 'tight', why: 'its layers are not known' });
  });

  test('more GPUs, less context or fewer requests never make the verdict worse', () => {
    const order = ['does not', 'tight', 'fits'];
    const rank = (gpus: number, context: number, concurrency: number) =>
      order.indexOf(fitOf(llama, 'gpu3', gpus, { context, concurrency }).verdict);
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4, 8),
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 1, max: 64 }),
        (gpus, context, concurrency) => {
          const here = rank(gpus, context, concurrency);
          expect(rank(gpus, Math.ceil(context / 2), concurrency)).toBeGreaterThanOrEqual(here);
          expect(rank(gpus, context, Math.ceil(concurrency / 2))).toBeGreaterThanOrEqual(here);
          if (gpus < 8) expect(rank(gpus * 2, context, concurrency)).toBeGreaterThanOrEqual(here);
        },
      ),
    );
  });
});

test('remarkOn names what a GPU family lacks for a quantization', () => {
  expect(remarkOn('gpu2', 'x/Y-7B-AWQ')).toEqual({ verdict: 'does not', text: 'AWQ needs a newer GPU' });
  expect(remarkOn('gpu2', 'x/Y-7B-FP8')).toEqual({ verdict: 'does not', text: 'FP8 needs a newer GPU' });
  expect(remarkOn('gpu2', 'openai/gpt-oss-20b')?.verdict).toBe('does not');
  expect(remarkOn('gpu2', 'x/Y-7B-GPTQ')?.verdict).toBeUndefined();
  expect(remarkOn('gpu2', 'x/Y-7B')?.text).toContain('--dtype half');
  expect(remarkOn('gpua5000', 'x/Y-7B-FP8')?.text).toContain('FP8');
  expect(remarkOn('gpurtx6000pro', 'x/Y-7B-FP8')).toBeUndefined();
});

test('gibRange prints a range in GiB', () => {
  expect(gibRange({ low: GIB, high: GIB })).toBe('1.0 GiB');
  expect(gibRange({ low: GIB, high: 2.5 * GIB })).toBe('1.0–2.5 GiB');
});
