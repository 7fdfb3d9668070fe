import { deploymentShowView } from '../../../output/views/deployment.js';
import { CREATION_FLAGS, ENGINE_HELP, SENT_ONCE, ZONE_OR_BUILT_IN } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { explaining } from '../explain/explaining.js';

/** `exo-di deployment create` */
export const create: CommandSpec = {
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
  load: async () => explaining((await import('./create.js')).run),
};
