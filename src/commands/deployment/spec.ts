import { deletedView } from '../../output/views/deleted.js';
import { deploymentListView, deploymentShowView } from '../../output/views/deployment.js';
import {
  CREATION_FLAGS,
  DRY_RUN,
  ENGINE_HELP,
  FORCE,
  LIST_FLAGS,
  SENT_ONCE,
  WAIT_FLAGS,
  WATCH,
  ZONE,
  ZONE_OR_ALL,
  ZONE_OR_BUILT_IN,
  ZONE_TO_DELETE_IN,
} from '../../program/flags.js';
import type { CommandSpec, GroupSpec } from '../../program/spec.js';
import { autoscale } from './autoscale/autoscale-spec.js';
import { bench } from './bench/bench-spec.js';
import { clone } from './create/clone-spec.js';
import { chat, check } from './endpoint/answer-spec.js';
import { env, snippet } from './endpoint/env-spec.js';
import { explaining } from './explain/explaining.js';
import { history } from './history/history-spec.js';
import { instanceType } from './instance-type-spec.js';
import { idle, top } from './load/load-spec.js';
import { proxy } from './proxy/proxy-spec.js';
import { scale } from './scale/scale-spec.js';
import { update } from './update-spec.js';
import { explain, logs, revealApiKey, wait } from './use-spec.js';

const create: CommandSpec = {
  name: 'create',
  aliases: ['add'],
  args: ['NAME'],
  summary: 'Create a deployment: a model on dedicated GPUs',
  about: `Total GPUs = gpu-count × replicas; they must fit the GPU quota. The GPU count is fixed at creation; the number of replicas can be scaled at any time, to zero too. Takes 3–5 minutes, longer for very large models. ${SENT_ONCE}`,
  first: true,
  options: [
    ['--model-name <name>', 'model, by its exact Hugging Face name'],
    ['--model-id <id>', 'model, by its ID'],
    ['--gpu-type <family>', 'GPU family, such as gpua5000 (see: deployment instance-type)'],
    ['--gpu-count <n>', 'GPUs per replica, 1–8; cannot be changed later'],
    ['--replicas <n>', 'number of replicas at the start, 1 or more (default: 1)'],
    [
      '--inference-engine-params <params>',
      'parameters of the inference engine, separated by blanks; JSON and quotes may contain some',
    ],
    ['--inference-engine-version <version>', 'version of the inference engine'],
    ENGINE_HELP,
    ['--if-not-exists', 'succeed when the same deployment already exists'],
    ...CREATION_FLAGS,
    ZONE_OR_BUILT_IN,
  ],
  examples: [
    'exo-di deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 --replicas 1 -z at-vie-2',
    'exo-di deployment create big --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 2 --inference-engine-params "--max-model-len=8192" -z at-vie-2 --dry-run',
  ],
  view: deploymentShowView,
  load: async () => explaining((await import('./create/create.js')).run),
};

const show: CommandSpec = {
  name: 'show',
  aliases: ['get'],
  args: ['NAME'],
  summary: 'Show a deployment, by name or ID',
  first: true,
  options: [WATCH, ZONE],
  examples: ['exo-di deployment show my-app -z at-vie-2', 'exo-di deployment show my-app -O json'],
  view: deploymentShowView,
  onlyReads: true,
  load: async () => (await import('./show.js')).run,
};

const list: CommandSpec = {
  name: 'list',
  aliases: ['ls'],
  summary: 'List deployments, of one zone or of all',
  about:
    'Without a zone, every zone is asked at the same time. A zone that fails is a warning (exit code 10).',
  first: true,
  options: [WATCH, ...LIST_FLAGS, ZONE_OR_ALL],
  examples: [
    'exo-di deployment list',
    'exo-di deployment list --columns name,zone,replicas --sort replicas:desc',
    "exo-di deployment list -z at-vie-2 --output-template '{{.Name}} {{.Replicas}}'",
  ],
  view: deploymentListView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./list.js')).run,
};

const remove: CommandSpec = {
  name: 'delete',
  aliases: ['del'],
  args: ['NAME...'],
  summary: 'Delete deployments; their URLs and API keys are lost',
  about:
    'Scaling to zero stops GPU billing too, and keeps URL and API key. Asks first on a terminal; without one, -f is needed, and with -f the zone. Under -f, a deployment that does not exist is only a warning.',
  first: true,
  options: [FORCE, DRY_RUN, ...WAIT_FLAGS, ZONE_TO_DELETE_IN],
  examples: ['exo-di deployment delete my-app -z at-vie-2 -f'],
  view: deletedView,
  prints: 'list',
  load: async () => (await import('./delete.js')).run,
};

/** `exo-di deployment …` */
export const deploymentGroup: GroupSpec = {
  begin: [
    'exo-di deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2',
    'exo-di deployment scale my-app 3 -z at-vie-2',
    'exo-di deployment scale my-app 0 -z at-vie-2',
  ],
  commands: [
    create,
    show,
    list,
    scale,
    autoscale,
    clone,
    update,
    remove,
    logs,
    explain,
    history,
    top,
    idle,
    check,
    bench,
    chat,
    proxy,
    revealApiKey,
    env,
    snippet,
    wait,
    instanceType,
  ],
};
