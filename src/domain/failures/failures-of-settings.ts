import { thousands } from '../counts.js';
import {
  type EngineFailure,
  KNOWN_PARAMETERS,
  OTHER_ENGINE,
  otherGpus,
  setParameter,
} from './engine-failure.js';

const LORA_MODULES = 'correct or leave out --lora-modules';

/** Failures of settings: the deployment asks the engine for something that it cannot do. */
export const SETTINGS: readonly EngineFailure[] = [
  {
    kind: 'bad-argument-value',
    pattern:
      /(?:^|[\s)|])[\w./-]+(?: serve)?: error: (?<what>unrecognized arguments: .+|argument .+|the following arguments are required: .+|ambiguous option: .+)/,
    meaning: ({ what }) => `the engine does not accept its parameters: ${what?.trim()}`,
    remedies: [KNOWN_PARAMETERS],
  },
  {
    kind: 'heads-not-divisible',
    pattern:
      /(?:attention|KV|key.value) heads \(?(?<heads>\d+)\)? ?(?:must be|is not) divisible by (?:the )?tensor[ _]parallel[ _]size \(?(?<size>\d+)/i,
    meaning: ({ heads, size }) => `${heads} attention heads cannot be shared by ${size} GPUs`,
    remedies({ heads }) {
      // Only powers of two: other counts may divide the heads, but seldom the model's other dimensions.
      const counts = [1, 2, 4, 8].filter((size) => Number(heads) % size === 0);
      return [{ kind: 'gpu-counts', counts }, `a GPU count that divides ${heads}: ${counts.join(', ')}`];
    },
  },
  {
    kind: 'heads-not-divisible',
    // The log shows only the code of the assertion that failed.
    pattern: /assert (?:self\.)?total_num_(?:kv_)?heads % \S+ == 0/,
    isToldOnly: true,
    meaning: 'the heads of the model, or its key-value heads, cannot be shared by that many GPUs',
    remedies: [{ kind: 'fit' }],
  },
  {
    kind: 'not-divisible',
    pattern:
      /(?:must be|is not) divisible by (?:tensor[ _]parallel[ _]size|tp_size|num_?partitions)|AssertionError: \d+ is not divisible by \d+/i,
    meaning: 'a part of the model cannot be shared by that many GPUs',
    remedies: ['another GPU count: 1, 2, 4 or 8'],
  },
  {
    kind: 'not-divisible',
    pattern:
      /(?:size\w*|weight) = \d+ is not divisible by (?:weight quantization|min_thread)|not aligned with the quantized weight shape|size_k,? must (?:be )?divisible by|size_k = \d+, is not divisible by/,
    meaning: 'the blocks of the quantization cannot be shared by that many GPUs',
    remedies: ['fewer GPUs per replica (deployment clone --gpu-count), or another quantization'],
  },
  {
    kind: 'world-size',
    pattern:
      /(?:World size|tensor[ _]parallel[ _]size) \((?<wanted>\d+)\) (?:is larger than|cannot be larger than) the number of available GPUs \((?<there>\d+)\)|number of required GPUs exceeds the total number of available GPUs|set tensor_parallel_size \((?<asked>\d+)\) to less than max local gpu count \((?<local>\d+)\)/i,
    meaning: ({ wanted, asked = wanted, there, local = there }) =>
      asked
        ? `${asked} GPUs are requested by an engine parameter, but a replica has ${local}`
        : 'an engine parameter asks for more GPUs than a replica has',
    remedies: ({ there, local = there }) =>
      local ? [setParameter('--tensor-parallel-size', local)] : ['leave out --tensor-parallel-size'],
  },
  {
    kind: 'bf16-unsupported',
    pattern: /Bfloat16 is only supported on GPUs with compute capability/i,
    meaning: 'the GPU does not support bfloat16',
    remedies: [setParameter('--dtype', 'half'), otherGpus('a newer GPU')],
  },
  {
    kind: 'dtype-of-quantization',
    pattern:
      /torch\.(?<has>\w+) is not supported for quantization method (?<method>\w+)(?:.*Supported dtypes: \[torch\.(?<takes>\w+))?/,
    meaning: ({ has, method }) => `the quantization ${method} does not work with ${has}`,
    remedies: ({ takes, has }) => [
      setParameter('--dtype', takes ?? (has === 'bfloat16' ? 'float16' : 'bfloat16')),
    ],
  },
  {
    kind: 'float16-unsupported',
    pattern: /model type '?(?<type>[^' ]+)'? does not support float16/,
    meaning: ({ type }) => `models of the kind ${type} do not work with float16`,
    remedies: [
      setParameter('--dtype', 'bfloat16'),
      otherGpus('a GPU that supports bfloat16 (gpu2 does not)'),
    ],
  },
  {
    kind: 'attention-backend',
    pattern: /Selected backend (?:\w+\.)?(?<backend>\w+) is not valid for this configuration/,
    meaning: ({ backend }) => `the attention backend ${backend} does not work with the model or on this GPU`,
    remedies: ['leave out --attention-backend: the engine chooses one that works'],
  },
  {
    kind: 'attention-backend',
    pattern:
      /FlashAttention only supports Ampere GPUs|requires GPUs with sm\d+ or higher|Sinks are only supported in FlashAttention|not supported with compute capability|No valid attention backend found|(?:attention )?backend \S+ is not (?:supported|valid) (?:for|with|on)/i,
    meaning: 'the attention backend of the engine does not work on this GPU',
    remedies: [otherGpus('a newer GPU'), OTHER_ENGINE],
  },
  {
    kind: 'kv-cache-dtype',
    pattern:
      /FP8 KV cache is not supported|does not support fp8 kv-?cache|kv_cache_dtype \S+ is not supported|fp8e4nv not supported.*kv/i,
    meaning: 'the GPU cannot keep the KV cache as FP8',
    remedies: [setParameter('--kv-cache-dtype', 'auto'), otherGpus('a newer GPU')],
  },
  {
    kind: 'quantization-mismatch',
    pattern:
      /Quantization method specified in the model config \((?<has>[^)]*)\) does not match the quantization method specified|Cannot find the config file for (?<asked>\w+)/,
    meaning: ({ has, asked }) =>
      has
        ? `the model is quantized as ${has}, and --quantization says otherwise`
        : `the model is not quantized as --quantization says (${asked})`,
    remedies: ['leave out --quantization: the engine sees it from the model'],
  },
  {
    kind: 'quant-unsupported',
    pattern:
      /quantization method (?<method>\S+) is not supported for the current GPU(?:\. Minimum capability: (?<least>\d+)\. Current capability: (?<has>\d+))?/i,
    meaning: ({ method }) => `the GPU cannot run the quantization ${method}`,
    remedies: [otherGpus('a newer GPU'), 'another quantization of the model'],
  },
  {
    kind: 'quant-unsupported',
    pattern: /Unknown quantization method: (?<method>[^.\s]+)/i,
    meaning: ({ method }) => `this version of the engine does not know the quantization ${method}`,
    remedies: [OTHER_ENGINE, 'another quantization of the model'],
  },
  {
    kind: 'quant-unsupported',
    pattern:
      /type fp8e4nv not supported in this architecture|(?:FP8|NVFP4|MXFP4|Marlin)[^.]{0,80} (?:requires|needs) (?:compute capability|at least)|Failed to find a kernel that can implement|\b(?:AWQ|GPTQ|bitsandbytes|Marlin|compressed-tensors)\b.{0,80}(?:not supported|does not support|unsupported)|(?:quantization|fp8|fp4|int8) is only supported on (?:GPUs|devices) with|No (?:compiled )?(?:nvfp4|fp8|cutlass)\S* (?:kernel|quantization|for a compute capability)|does not support NVFP4 quantization|No MXFP4 MoE backend/i,
    meaning: 'the GPU, or the engine, cannot run the quantization of the model',
    remedies: [otherGpus('a newer GPU'), 'another quantization of the model'],
  },
  {
    kind: 'batched-tokens',
    pattern: /max_num_batched_tokens \((?<batched>\d+)\) is smaller than max_model_len \((?<length>\d+)\)/i,
    meaning: ({ batched, length }) =>
      `${thousands(batched)} tokens per batch are fewer than the ${thousands(length)} of the context`,
    remedies: ({ batched, length }) => [
      setParameter('--max-num-batched-tokens', `${length}`),
      setParameter('--max-model-len', `${batched}`),
    ],
  },
  {
    kind: 'batched-tokens',
    pattern:
      /max_num_batched_tokens \((?<batched>\d+)\) must be greater than or equal to max_num_seqs \((?<seqs>\d+)\)/,
    meaning: ({ batched, seqs }) =>
      `${thousands(batched)} tokens per batch are fewer than the ${thousands(seqs)} requests at once`,
    remedies: ({ batched, seqs }) => [
      setParameter('--max-num-seqs', `${batched}`),
      setParameter('--max-num-batched-tokens', `${seqs}`),
    ],
  },
  {
    kind: 'batched-tokens',
    pattern:
      /max_tokens_per_mm_item \((?<item>\d+)\) is larger than max_num_batched_tokens \((?<batched>\d+)\)/,
    meaning: ({ item, batched }) =>
      `an image may take ${thousands(item)} tokens, but a batch has only ${thousands(batched)}`,
    remedies: ({ item }) => [setParameter('--max-num-batched-tokens', `${item}`)],
  },
  {
    kind: 'max-len-too-long',
    pattern:
      /User-specified max_model_len \((?<wanted>\d+)\) is greater than the derived max_model_len \(.*?=(?<most>\d+)(?=\D)/i,
    meaning: ({ wanted, most }) =>
      `the model has a context of ${thousands(most)} tokens at most, not ${thousands(wanted)}`,
    remedies: ({ most }) => [setParameter('--max-model-len', `${most}`)],
  },
  {
    kind: 'pipeline-parallel',
    pattern: /Pipeline parallelism is (?:not supported for this model|only supported)/,
    meaning: 'the model does not support pipeline parallelism',
    remedies: ['leave out --pipeline-parallel-size'],
  },
  {
    kind: 'lora-rank',
    pattern: /LoRA rank (?<rank>\d+) is greater than max_lora_rank (?<most>\d+)/i,
    meaning: ({ rank, most }) => `the LoRA adapter has rank ${rank}, but ${most} is the maximum`,
    remedies({ rank }) {
      const next = [8, 16, 32, 64, 128, 256, 320, 512].find((one) => one >= Number(rank));
      return [next ? setParameter('--max-lora-rank', String(next)) : LORA_MODULES];
    },
  },
  {
    kind: 'lora',
    pattern:
      /does not support LoRA|No adapter found for|expected target modules in .{0,2000}but received|unsupported LoRA weight|LoRA (?:adapter|module).{0,120}(?:not found|does not exist|failed)|max_(?:cpu_)?loras \(\d+\) must be/i,
    meaning: 'the LoRA adapter does not match the model, or is missing',
    remedies: [LORA_MODULES],
  },
  {
    kind: 'speculative-config',
    pattern:
      /speculative_max_model_len=?\s?\(?(?<length>\d+)\)? cannot be larger than draft_max_model_len=?\s?\(?(?<most>\d+)|speculative[ _-](?:config|decoding|model)\b.{0,160}(?:is not supported|not (?:yet )?supported|not found|invalid|must be|cannot)|num_speculative_tokens.{0,80}(?:must|required|cannot|without)|draft model should have the same vocabulary|Unsupported speculative method|speculative_\w+=.{0,80}(?:cannot|must) be/i,
    meaning: ({ length, most }) =>
      length
        ? `the draft model has a context of ${thousands(most)} tokens at most, not ${thousands(length)}`
        : 'the requested speculative decoding does not work',
    remedies: ['correct or leave out --speculative-config'],
  },
  {
    kind: 'tool-parser',
    pattern:
      /enable-auto-tool-choice requires --tool-call-parser|(?:invalid|unknown) (?:tool[ -]call|reasoning|tool) parser:? ?(?<parser>\S*)|(?:tool|reasoning) parser:? '[^']*' not (?:found|registered)/i,
    meaning: 'the parser for tool calls or reasoning is not set, or the engine does not know it',
    remedies: ['set --tool-call-parser or --reasoning-parser to one that the engine has'],
  },
  {
    kind: 'chat-template',
    pattern: /chat template.{0,200}failed to be opened/i,
    meaning: 'the chat template that is set cannot be opened',
    remedies: ['correct or leave out --chat-template'],
  },
  {
    kind: 'chat-template',
    pattern:
      /default chat template is no longer allowed|chat template.{0,200}(?:not found|does(?:n't| not) exist|not set)|provide a chat template|chat_template is not set/i,
    meaning: 'the model has no chat template',
    remedies: ['use the instruct version of the model, or set --chat-template'],
  },
];
