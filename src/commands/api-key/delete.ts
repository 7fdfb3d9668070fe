import * as calls from '../../api/calls/api-keys.js';
import type { Deps } from '../../deps.js';
import { describeScope } from '../../domain/api-key-scope.js';
import { commandLine } from '../../domain/shell-words.js';
import type { Raw } from '../../program/spec.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { anyZone } from '../lib/asked-zones.js';
import { deleteMany, type Target } from '../lib/delete-many.js';
import { deleteOne } from '../lib/delete-one.js';
import { hasId } from '../lib/look.js';
import { chooseApiKey, subjectOf } from './find.js';

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const zone = await anyZone(deps);
  let keys: Promise<ApiKey[]> | undefined;
  await deleteMany(deps, raw, {
    command: 'exo-di api-key delete',
    things: 'API keys',
    loss: 'whoever uses a deleted API key is locked out at once, and its value is lost for good',
    line: 'API key(s) deleted.',
    zoned: false,
    find: async (name) => {
      keys ??= zone.listApiKeys();
      return chooseApiKey(await keys, name);
    },
    planned: ({ id }) => ({ call: calls.deleteApiKey(id), zone: zone.zone }),
    question,
    deleteOne: (one, { found: { id, name } }, input) =>
      deleteOne(
        one,
        {
          ...{ zone, id, name, subject: subjectOf(name) },
          send: () => zone.deleteApiKey(id, { subject: subjectOf(name) }),
          read: (options) => zone.getApiKey(id, options),
          isUnlisted: async (options) => !(await zone.listApiKeys(options)).some(hasId(id)),
          check: commandLine('api-key show', [id]),
        },
        input,
      ),
  });
}

function question(targets: readonly Target<ApiKey>[]): string[] {
  const lines = targets.map(({ found }) => `  ${found.name} (scope ${describeScope(found)})`);
  const several = lines.length > 1;
  return [
    `This deletes the API key${several ? 's' : ''}:`,
    ...lines,
    several
      ? 'Whoever uses them is locked out at once, and their values are lost for good.'
      : 'Whoever uses it is locked out at once, and its value is lost for good.',
  ];
}
