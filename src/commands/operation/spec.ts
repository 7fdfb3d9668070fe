import { operationView } from '../../output/views/operation.js';
import { WAIT_TIMEOUT, ZONE } from '../../program/flags.js';
import type { GroupSpec } from '../../program/spec.js';
import { explaining } from '../deployment/explain/explaining.js';

/** For the examples: the ID of an operation that is under way, and its zone. */
const BEGUN = `"$(exo-di deployment scale my-app 3 -z at-vie-2 --no-wait --output-template '{{.ID}}')" -z at-vie-2`;

export const operationGroup: GroupSpec = {
  commands: [
    {
      name: 'show',
      aliases: ['get'],
      args: ['ID'],
      summary: 'Show an operation, by the ID that --no-wait printed',
      options: [ZONE],
      examples: [`exo-di operation show ${BEGUN}`],
      view: operationView,
      onlyReads: true,
      load: async () => (await import('./show.js')).run,
    },
    {
      name: 'wait',
      args: ['ID'],
      summary: 'Wait until an operation has ended',
      about: 'Exit code 0: it succeeded. 7: it failed. 8: --wait-timeout is over, and the operation goes on.',
      options: [WAIT_TIMEOUT, ZONE],
      examples: [`exo-di operation wait ${BEGUN}`],
      view: operationView,
      onlyReads: true,
      load: async () => explaining((await import('./wait.js')).run),
    },
  ],
};
