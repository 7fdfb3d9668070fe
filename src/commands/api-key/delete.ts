import * as calls from '../../api/calls/api-keys.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { describeScope } from '../../domain/api-key-scope.js';
import { commandLine } from '../../domain/shell-words.js';
import { once } from '../../once.js';
import type { Raw } from '../../program/spec.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { anyZone } from '../lib/asked-zones.js';
import { createdUnseen } from '../lib/creation/unseen.js';
import { deleteMany, type Target } from '../lib/delete-many.js';
import { deleteOne } from '../lib/delete-one.js';
import { lookingAt } from '../lib/find.js';
import { isMeant } from '../lib/meant.js';
import { API_KEYS, chooseApiKey, subjectOf } from './find.js';

/** An API key, and the zone that was asked for it. */
type Found = ApiKey & { zone: ZoneClient };

export async function run(deps: Deps, raw: Raw): Promise<void> {
  // Asked for once everything is in order.
  const look = once(async () => {
    const zone = await anyZone(deps);
    return { zone, keys: await zone.listApiKeys() };
  });
  await deleteMany<Found>(deps, raw, {
    resource: 'api-key',
    noun: 'API key',
    loss: 'whoever uses a deleted API key is locked out at once, and its value is lost for good',
    zoned: false,
    find: async (name) => {
      const { zone, keys } = await look();
      const key = keys.some((one) => isMeant(one, name)) ? undefined : await unlisted(deps, zone, name);
      return { ...(key ?? chooseApiKey(keys, name)), zone };
    },
    call: calls.deleteApiKey,
    question,
    deleteOne: (one, { found: { id, name, zone } }, input) =>
      deleteOne(
        one,
        {
          ...lookingAt(API_KEYS, { zone, id }),
          zone,
          id,
          name,
          subject: subjectOf(name),
          send: () => zone.deleteApiKey(id, { subject: subjectOf(name) }),
          check: commandLine('api-key show', [id]),
        },
        input,
      ),
  });
}

/** One that this machine has created, and no list shows yet. @throws ExoError it may exist, see `createdUnseen` */
async function unlisted(deps: Deps, zone: ZoneClient, name: string): Promise<ApiKey | undefined> {
  const what = subjectOf(name);
  const thing = {
    kind: 'api-key',
    place: '',
    name,
    what,
    zone: zone.zone,
    check: 'exo-di api-key list',
  } as const;
  return (await createdUnseen(deps, thing, (id) => zone.getApiKey(id)))?.entry;
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
