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
  about: `Total GPUs = gpu-count × replicas; they must fit the GPU quota. The GPU count is fixed at creation; the number of replicas can be scaled at any time, to zero too. Takes 3–5 minutes, longer for very large models. ${SENT_ONCE}`,
  first: true,
  options: [
    ['--model-name <name>', 'model, by its exact Hugging Face name'],
    ['--model-id <id>', 'model, by its ID, in place of its name'],
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
  load: async () => explaining((await import('./create.js')).run),
};

export const clone: CommandSpec = {
  name: 'clone',
  args: ['SOURCE', 'NEW-NAME'],
  summary: 'Create a deployment like another: the way to another GPU count',
  about:
    'The GPU count is fixed at creation: another one needs a new deployment. It gets the model, GPU type, replicas, parameters and version of SOURCE, except for what the flags say. The additional GPUs must fit the quota. The clone has a URL and an API key of its own. With --replace, the source is scaled to zero once the clone is ready; it is never deleted. That is asked about before anything is sent.',
  options: [
    ['--gpu-count <n>', 'GPUs per replica, 1–8 (default: as the source)'],
    ['--gpu-type <family>', 'GPU family (default: as the source)'],
    ['--replicas <n>', 'number of replicas, 1 or more (default: as the source, at least 1)'],
    ['--replace', 'scale the source to zero once the clone is ready; asks first'],
    FORCE,
    ['--if-not-exists', 'go on when the clone already exists'],
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
