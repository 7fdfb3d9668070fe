import * as calls from '../../api/calls/api-keys.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { describeScope } from '../../domain/api-key-scope.js';
import { tellNothingSent } from '../../errors.js';
import { once } from '../../once.js';
import type { Raw } from '../../program/spec.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { anyZone } from '../lib/asked-zones.js';
import { deleteMany, type Target } from '../lib/delete-many.js';
import { deleteOne } from '../lib/delete-one.js';
import { API_KEYS, chooseApiKey, subjectOf } from './find.js';

/** An API key, and the zone that was asked for it. */
type Found = ApiKey & { zone: ZoneClient };

export async function run(deps: Deps, raw: Raw): Promise<void> {
  // The keys are listed only once the input is checked, and then once for all names.
  const look = once(async () => {
    const zone = await anyZone(deps);
    return { zone, keys: await zone.listApiKeys() };
  });
  await deleteMany<Found>(deps, raw, {
    kind: API_KEYS,
    loss: 'whoever uses a deleted API key is locked out at once, and its value is lost for good',
    find: async (name) => {
      const { zone, keys } = await look().catch(tellNothingSent(subjectOf(name)));
      return { ...(await chooseApiKey(deps, zone, keys, name)), zone };
    },
    call: calls.deleteApiKey,
    question,
    deleteOne: (one, { found }, input) =>
      deleteOne(one, { ...found, kind: API_KEYS, call: calls.deleteApiKey(found.id) }, input),
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
