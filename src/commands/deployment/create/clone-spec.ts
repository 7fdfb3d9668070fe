import { deploymentShowView } from '../../../output/views/deployment.js';
import { CREATION_FLAGS, FORCE, ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { explaining } from '../explain/explaining.js';

/** `exo-di deployment clone` */
export const clone: CommandSpec = {
  name: 'clone',
  args: ['SOURCE', 'NEW-NAME'],
  summary: 'Create a deployment like another: the way to another GPU count',
  about:
    'The GPU count is fixed at creation: another one needs a new deployment. It gets the model, GPU type, replicas, parameters and version of SOURCE, except for what the flags say. The additional GPUs must fit the quota. The clone has a URL and an API key of its own. With --replace, the source is scaled to zero once the clone is ready; it is never deleted. That is asked about before anything is sent; without a terminal, -f is needed.',
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
