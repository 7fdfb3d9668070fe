import { instanceTypeView } from '../../output/views/instance-type.js';
import { LIST_FLAGS, ZONE_OR_ALL } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

export const instanceType: CommandSpec = {
  name: 'instance-type',
  summary: 'List GPU families, and where you may use them',
  about:
    'Without a zone, every zone is asked at the same time. A zone that fails is a warning (exit code 10). An authorized family still needs quota: see exo-di limits gpu.',
  options: [...LIST_FLAGS, ZONE_OR_ALL],
  examples: ['exo-di deployment instance-type -z at-vie-2', 'exo-di deployment instance-type -O json'],
  view: instanceTypeView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./instance-type.js')).run,
};
