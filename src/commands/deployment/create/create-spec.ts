import { deploymentShowView } from '../../../output/views/deployment.js';
import {
  CREATION_FLAGS,
  ENGINE_HELP,
  FORCE,
  SENT_ONCE,
  ZONE,
  ZONE_OR_BUILT_IN,
} from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { explaining } from '../explain/explaining.js';

export const create: CommandSpec = {
  name: 'create',
  aliases: ['add'],
  args: ['NAME'],
  usage: '[flags] <NAME> --model-name <name> --gpu-type <family> --gpu-count <n>',
  summary: 'Create a deployment: a model on dedicated GPUs',
  about: `Total GPUs = gpu-count × replicas; they must fit the GPU quota. The GPU count is fixed at creation; the replicas can be scaled at any time, also to zero. Takes 3–5 minutes, longer for very large models.\n\n${SENT_ONCE}`,
  first: true,
  options: [
    ['--model-name <name>', 'model, by its exact Hugging Face name'],
    ['--model-id <id>', 'model, by its ID instead of its name'],
    ['--gpu-type <family>', 'GPU family, such as gpua5000 (see: deployment instance-type)'],
    ['--gpu-count <n>', 'GPUs per replica, 1–8; cannot be changed later'],
    ['--replicas <n>', 'initial number of replicas, 1 or more (default: 1)'],
    [
      '--inference-engine-params <params>',
      'parameters of the inference engine, separated by blanks; JSON and quoted text may contain blanks',
    ],
    ['--inference-engine-version <version>', 'version of the inference engine'],
    ENGINE_HELP,
    ['--if-not-exists', 'succeed if the same deployment already exists'],
    ...CREATION_FLAGS,
    ZONE_OR_BUILT_IN,
  ],
  examples: [
    'exo-di deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 --replicas 1 -z at-vie-2',
    'exo-di deployment create big --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 2 --inference-engine-params "--max-model-len=8192" -z at-vie-2 --dry-run',
  ],
  view: deploymentShowView,
  load: async () => explaining((await import('./create.js')).run),
};

export const clone: CommandSpec = {
  name: 'clone',
  args: ['SOURCE', 'NEW-NAME'],
  summary: 'Copy a deployment, for instance with another GPU count',
  about:
    'The GPU count is fixed at creation, so another count needs a new deployment. The clone gets the model, GPU type, replicas, parameters and version of SOURCE, unless a flag changes them, and a URL and an API key of its own. Its GPUs must fit the quota beside those of SOURCE. With --replace, SOURCE is scaled to zero once the clone is ready, and never deleted; that question is asked before anything is sent.',
  options: [
    ['--gpu-count <n>', 'GPUs per replica, 1–8 (default: that of SOURCE)'],
    ['--gpu-type <family>', 'GPU family (default: that of SOURCE)'],
    ['--replicas <n>', 'number of replicas, 1 or more (default: that of SOURCE, at least 1)'],
    ['--replace', 'scale the source to zero once the clone is ready; asks first'],
    FORCE,
    ['--if-not-exists', 'go on if the clone already exists'],
    ...CREATION_FLAGS,
    ZONE,
  ],
  examples: [
    'exo-di deployment clone my-app my-app-2 --gpu-count 2 -z at-vie-2',
    'exo-di deployment clone my-app my-app-2 --gpu-count 2 --replace -z at-vie-2 --dry-run',
  ],
  view: deploymentShowView,
  load: async () => explaining((await import('./clone.js')).run),
};
