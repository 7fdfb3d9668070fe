import { DONE } from '../../api/call.js';
import * as calls from '../../api/calls/api-keys.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import type { ExoError } from '../../errors.js';
import type { Raw } from '../../program/define.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { sendChange } from '../change.js';
import { type DeleteInput, deleteMany } from '../delete-many.js';
import type { Target } from '../find-all.js';
import { follow } from '../follow.js';
import type { Deleted } from '../print-deleted.js';
import { anyZone, chooseApiKey, subjectOf } from './find.js';

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const zone = await anyZone(deps);
  let keys: Promise<ApiKey[]> | undefined;
  await deleteMany(deps, raw, {
    command: 'exo-di api-key delete',
    loss: 'whoever uses a deleted API key is locked out at once, and its value is lost for good',
    line: 'API key(s) deleted.',
    zoned: false,
    find: async (name) => {
      keys ??= zone.listApiKeys();
      return chooseApiKey(await keys, name);
    },
    planned: ({ id }) => ({ call: calls.deleteApiKey(id), zone: zone.zone }),
    question,
    deleteOne: ({ found }, input) => deleteOne(deps, zone, found, input),
  });
}

function question(targets: readonly Target<ApiKey>[]): string[] {
  const lines = targets.map(({ found: { name, scope } }) => `  ${name} (scope ${scope})`);
  return [
    'This deletes the API keys:',
    ...lines,
    'Whoever uses them is locked out at once, and their values are lost for good.',
  ];
}

async function deleteOne(
  deps: Deps,
  zone: ZoneClient,
  { id, name }: ApiKey,
  input: DeleteInput,
): Promise<Deleted> {
  const what = `delete ${subjectOf(name)}`;
  const first = await sendChange(deps, zone, {
    what,
    send: () => zone.deleteApiKey(id, { subject: subjectOf(name) }),
    read: (options) => zone.getApiKey(id, options),
    isAsked: (key) => key === undefined || undefined,
    check: `exo-di api-key show ${id}`,
  });
  const doing = { what, progress: `Deleting API key ${name}`, explain: (failure: ExoError) => failure };
  const operation = first && (await follow(deps, zone, first, doing, input));
  return { zone: zone.zone, id, name, operation: operation ?? DONE };
}
