import { quotaView } from '../../output/views/quota.js';
import { ANY_ZONE, LIST_FLAGS, PRICES } from '../../program/flags.js';
import type { CommandSpec, GroupSpec, SelfSpec } from '../../program/spec.js';

const commands = () => import('./limits.js');

const gpu: CommandSpec = {
  name: 'gpu',
  summary: 'Show the GPU quota: used and maximum of each family',
  about:
    'Total GPUs = gpu-count × replicas, over all deployments of a family. A maximum of -1 means no limit; a family that is not listed has no quota of its own. The family is the value for --gpu-type. Below the table is the list price per hour of the GPUs in use.',
  options: [...LIST_FLAGS, PRICES, ANY_ZONE],
  examples: ['exo-di limits gpu', "exo-di limits gpu --output-template '{{.Family}} {{.Used}}/{{.Max}}'"],
  view: quotaView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await commands()).showGpu,
};

const self: SelfSpec = {
  summary: 'Show every limit of the organization: used and maximum',
  about: 'GPU families are among them. A maximum of -1 means no limit.',
  options: [...LIST_FLAGS, ANY_ZONE],
  examples: ['exo-di limits', 'exo-di limits -O json'],
  view: quotaView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await commands()).showAll,
};

export const limitsGroup: GroupSpec = { commands: [gpu], self };
