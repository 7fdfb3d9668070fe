import { deploymentShowView } from '../../output/views/deployment.js';
import { DRY_RUN, ENGINE_HELP, WAIT_FLAGS, ZONE } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';
import { explaining } from './explain/explaining.js';

/** `exo-di deployment update` */
export const update: CommandSpec = {
  name: 'update',
  args: ['NAME'],
  summary: 'Change the name, engine parameters or engine version',
  about:
    'Tells each change, from what to what. What is as asked already is not sent; when all is, nothing is sent (exit code 0). Without anything to change: exit code 2. Replicas are changed with scale; GPU type and GPU count are fixed at creation.',
  options: [
    ['--name <name>', 'new name'],
    [
      '--inference-engine-params <params>',
      'parameters of the inference engine, separated by blanks; JSON and quotes may contain some; "" clears them',
    ],
    ['--inference-engine-version <version>', 'version of the inference engine'],
    ['--gpu-count <n>', 'refused unless it is the present one: the GPU count is fixed at creation'],
    ENGINE_HELP,
    DRY_RUN,
    ...WAIT_FLAGS,
    ZONE,
  ],
  examples: [
    'exo-di deployment update my-app --inference-engine-params "--max-model-len=8192" -z at-vie-2',
    'exo-di deployment update my-app --inference-engine-params "" -z at-vie-2',
    'exo-di deployment update my-app --name chat -z at-vie-2 --dry-run',
    'exo-di deployment update --inference-engine-parameter-help --inference-engine-version 0.25.1',
  ],
  view: deploymentShowView,
  load: async () => explaining((await import('./update.js')).run),
};
