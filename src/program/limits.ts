import { quotaView } from '../output/views/quota.js';
import type { GroupSpec } from './define.js';
import { ANY_ZONE, LIST_FLAGS } from './flags.js';

/** `exo-di limits …` */
export const limitsGroup: GroupSpec = {
  commands: [
    {
      name: 'gpu',
      summary: 'Show the GPU quota: used and maximum of each family',
      about:
        'Total GPUs = gpu-count × replicas, over all deployments of a family. A maximum of -1 is no limit; a family that is missing has no quota of its own.',
      options: [...LIST_FLAGS, ANY_ZONE],
      examples: [
        'exo-di limits gpu -z at-vie-2',
        "exo-di limits gpu -z at-vie-2 --output-template '{{.Resource}} {{.Used}}/{{.Max}}'",
      ],
      view: quotaView,
      load: async () => (await import('../commands/limits/gpu.js')).run,
    },
  ],
};
