import { deletedView } from '../../output/views/deleted.js';
import { fitView } from '../../output/views/fit.js';
import { modelListView, modelShowView } from '../../output/views/model.js';
import {
  AGAIN,
  FORCE,
  LIST_FLAGS,
  PRICES,
  SENT_ONCE,
  SHOW_REQUEST,
  WAIT_FLAGS,
  ZONE,
  ZONE_OR_ALL,
  ZONE_OR_BUILT_IN,
  ZONE_TO_DELETE_IN,
} from '../../program/flags.js';
import type { CommandSpec, GroupSpec } from '../../program/spec.js';

const create: CommandSpec = {
  name: 'create',
  aliases: ['add', 'download'],
  args: ['NAME'],
  summary: 'Create a model: download it from Hugging Face into a zone',
  about: `NAME is the exact name on Hugging Face, upper and lower case included; it must have safetensors weights. A gated model needs the token of an account that has accepted its terms. The token is best given in HF_TOKEN or on standard input, where neither the list of processes nor the history of the shell shows it. Takes minutes, longer for larger models. ${SENT_ONCE}`,
  options: [
    ['--huggingface-token <token>', 'token for gated models (HF_TOKEN); - reads it from standard input'],
    ['--if-not-exists', 'succeed when the zone has the model already; wait until it is ready'],
    AGAIN,
    SHOW_REQUEST,
    ...WAIT_FLAGS,
    ZONE_OR_BUILT_IN,
  ],
  examples: [
    'exo-di model create mistralai/Ministral-8B-Instruct-2410 -z at-vie-2',
    'exo-di model create meta-llama/Llama-3.1-8B-Instruct -z at-vie-2 --dry-run',
    'exo-di model create openai/gpt-oss-20b -z at-vie-2 --if-not-exists -O json',
  ],
  view: modelShowView,
  load: async () => (await import('./create.js')).run,
};

const show: CommandSpec = {
  name: 'show',
  aliases: ['get'],
  args: ['NAME'],
  summary: 'Show a model, by name or ID',
  about: 'A model that several zones have needs a zone.',
  options: [ZONE],
  examples: [
    'exo-di model show openai/gpt-oss-120b -z at-vie-2',
    "exo-di model show openai/gpt-oss-120b -z at-vie-2 --output-template '{{.State}}'",
  ],
  view: modelShowView,
  onlyReads: true,
  load: async () => (await import('./show.js')).run,
};

const list: CommandSpec = {
  name: 'list',
  aliases: ['ls'],
  summary: 'List models, of one zone or of all',
  about:
    "A model's files live in the zone it was created in. Without a zone, every zone is asked at the same time. A zone that fails is a warning (exit code 10).",
  options: [...LIST_FLAGS, ZONE_OR_ALL],
  examples: ['exo-di model list', 'exo-di model list -z at-vie-2 -O json'],
  view: modelListView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./list.js')).run,
};

const fit: CommandSpec = {
  name: 'fit',
  args: ['NAME'],
  summary: 'Say on which GPUs a model fits, and what that costs',
  about:
    'A row for every family and number of GPUs that you may use; what fits comes first, the cheapest at the top. Nothing is tried, it is arithmetic in ranges: a model `fits` when it does at the worse end of each, is `tight` when it does only at the better ends, and else `does not`. The weights are from the files in the service, else from the hub (--online), else from the name (7B, FP8, AWQ, 8x7B); layers and heads from --model-config, a config.json, or the hub. It changes nothing. Only --online asks anybody beside the service and the list of prices. JSON is one document, rows with --columns or --sort.',
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
  jsonKeys:
    'model, weights_bytes, weights_from, kv_cache_bytes_per_token, kv_cache_from, attention_heads, context, context_from, concurrency, candidates',
  document: async () => (await import('./fit-document.js')).fitJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./fit.js')).run,
};

const remove: CommandSpec = {
  name: 'delete',
  aliases: ['del'],
  args: ['NAME...'],
  summary: 'Delete models, by name or ID',
  about:
    'A model in use cannot be deleted; the deployments that use it are named (exit code 5). Asks first. Under -f, a model that does not exist is only a warning.',
  options: [FORCE, SHOW_REQUEST, ...WAIT_FLAGS, ZONE_TO_DELETE_IN],
  examples: [
    'exo-di model delete openai/gpt-oss-20b -z at-vie-2 --dry-run',
    'exo-di model delete openai/gpt-oss-20b -z at-vie-2 -f',
  ],
  view: deletedView,
  prints: 'list',
  load: async () => (await import('./delete.js')).run,
};

export const modelGroup: GroupSpec = { commands: [create, show, list, fit, remove] };
