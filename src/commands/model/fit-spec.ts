import { fitView } from '../../output/views/fit.js';
import { LIST_FLAGS, PRICES, ZONE_OR_ALL } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

/** `exo-di model fit` */
export const fit: CommandSpec = {
  name: 'fit',
  args: ['NAME'],
  summary: 'Say on which GPUs a model fits, and what that costs',
  about:
    'A row for every family and number of GPUs that you may use, what fits first, of that the cheapest. By arithmetic alone, and in ranges: fits even at the worst, tight at best, does not even then. The weights are from the files in the service, else from the hub (--online), else from the name (7B, FP8, AWQ, 8x7B); layers and heads from --model-config, a config.json, or the hub. It changes nothing; only --online asks anyone but the service, and the list of prices. JSON is one document, rows with --columns or --sort.',
  options: [
    ['--gpu-type <family>', 'this GPU family alone, whether you may use it or not'],
    ['--gpu-count <n>', 'this number of GPUs a replica alone, 1–8'],
    [
      '--context <tokens>',
      'tokens of context a request: 8192, 32k (default: the most the model knows, else 4k)',
    ],
    ['--concurrency <n>', 'requests at once, each with its whole context (default: 1)'],
    ['--model-config <file>', "the model's config.json"],
    ['--online', 'ask Hugging Face for parameters, layers and heads, without credentials'],
    PRICES,
    ...LIST_FLAGS,
    ZONE_OR_ALL,
  ],
  examples: [
    'exo-di model fit mistralai/Mistral-7B-Instruct-v0.3',
    'exo-di model fit Qwen/Qwen2.5-72B-Instruct --context 32k --concurrency 8 -O json',
    'exo-di model fit openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2',
  ],
  view: fitView(),
  jsonKeys: [
    'model',
    'weights_bytes',
    'weights_from',
    'kv_cache_bytes_per_token',
    'kv_cache_from',
    'attention_heads',
    'context',
    'context_from',
    'concurrency',
    'candidates',
  ],
  document: async () => (await import('./fit-schema.js')).fitJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./fit.js')).run,
};
