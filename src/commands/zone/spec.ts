import { zoneView } from '../../output/views/zone.js';
import { LIST_FLAGS } from '../../program/flags.js';
import type { CommandSpec, GroupSpec, SelfSpec } from '../../program/spec.js';

const list: CommandSpec = {
  name: 'list',
  aliases: ['ls'],
  summary: 'List the zones; needs no credentials',
  about: 'Not every zone has GPUs: exo-di deployment instance-type shows which families a zone offers.',
  options: LIST_FLAGS,
  examples: ['exo-di zone list', 'exo-di zone list -O text'],
  view: zoneView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./list.js')).run,
};

const self: SelfSpec = {
  ...list,
  aliases: [],
  about: 'The same as exo-di zone list.',
  examples: ['exo-di zone'],
};

export const zoneGroup: GroupSpec = { commands: [list], self };
