import { historyView } from '../../../output/views/history.js';
import { LIST_FLAGS, ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

export const history: CommandSpec = {
  name: 'history',
  args: ['NAME'],
  summary: 'Show who changed a deployment, and the GPU-hours in between',
  about:
    'From the audit trail of the organization, oldest first: each change, the user or API key, the address it came from, its outcome, and the GPU-hours (gpu-count × replicas × time) until the next change. Events with unknown names are shown as they are. A deleted deployment is found by its ID, and by the name it was created with. GPU-hours are empty (? in the table) if the number of replicas is not known. The role of the API key must allow list-events.',
  options: [
    ['--since <time>', 'how far back: 7d, 36h, or a date such as 2026-10-01 (default: 7d)'],
    ...LIST_FLAGS,
    ZONE,
  ],
  examples: [
    'exo-di deployment history my-app',
    'exo-di deployment history my-app --since 30d -z at-vie-2 -O json',
    'exo-di deployment history my-app --columns time,change,who,source_ip,message',
  ],
  view: historyView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./history.js')).run,
};
