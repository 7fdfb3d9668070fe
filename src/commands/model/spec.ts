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
  about: `NAME is the exact name on Hugging Face, upper and lower case included; it must have safetensors weights. A gated model needs the token of an account that has accepted its terms. Give the token in HF_TOKEN or on standard input, so that neither the process list nor the shell history shows it. Takes minutes, longer for larger models.\n\n${SENT_ONCE}`,
  options: [
    ['--huggingface-token <token>', 'token for gated models (HF_TOKEN); - reads it from standard input'],
    ['--if-not-exists', 'succeed if the zone already has the model; wait until it is ready'],
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
  about: 'If several zones have a model of this name, -z is needed.',
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
    'A model exists in the zone in which it was created. Without a zone, all zones are asked at once. If some of them fail, the others are printed, with a warning (exit code 10).',
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
  summary: 'Show on which GPUs a model fits, and what they cost',
  about:
    'Prints a row for every GPU family and count that you may use; those that fit come first, the cheapest at the top. Nothing is tried: every number is an estimated range. A model `fits` if it does even at the worst end of all ranges, is `tight` if it does only at the best end, and otherwise `does not`; it is `unknown` if a fact that decides is not known.\n\nThe size of the weights comes from the files in the service, else from the hub (--online), else from the name (7B, FP8, AWQ, 8x7B); layers and heads come from --model-config (a config.json) or the hub. If a model has an encoder for images or sound, the weights of the encoder are counted, but not its working memory. Nothing is changed, and without --online only the service and the price list are asked. JSON is one document, or rows with --columns or --sort.',
  options: [
    ['--gpu-type <family>', 'only this GPU family, whether you may use it or not'],
    ['--gpu-count <n>', 'only this number of GPUs per replica, 1–8'],
    [
      '--context <tokens>',
      'context of a request in tokens: 8192, 32k (default: the longest of the model, else 4k)',
    ],
    ['--concurrency <n>', 'requests at once, each with the full context (default: 1)'],
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
    'Asks first. A model in use cannot be deleted; the error names the deployments that use it (exit code 5). With -f, a model that does not exist is only a warning.',
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
