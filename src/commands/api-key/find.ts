import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { describeScope } from '../../domain/api-key-scope.js';
import { isId } from '../../domain/id.js';
import { tellNothingSent } from '../../errors.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { actOn, unlisted } from '../lib/find.js';
import { type Kind, notFound } from '../lib/kind.js';
import { chooseMeant, isMeant } from '../lib/meant.js';

/** `API key ci` */
export const subjectOf = (nameOrId: string) => `API key ${nameOrId}`;

/**
 * The key that a name or an ID means. One that this machine has created, and that no list shows yet, is found by the ID
 * of its creation.
 * @param keys what the list shows
 * @throws ExoError not-found; conflict if several keys match; if it may exist, see `unlisted`
 */
export async function chooseApiKey(
  deps: Deps,
  zone: ZoneClient,
  keys: readonly ApiKey[],
  nameOrId: string,
): Promise<ApiKey> {
  const matches = keys.filter((key) => isMeant(key, nameOrId));
  const only = chooseMeant(nameOrId, 'API keys', matches, (key) => ({
    id: key.id,
    scope: describeScope(key),
  }));
  if (only) return only;
  const unseen = await unlisted(deps, API_KEYS, nameOrId, zone);
  if (unseen) return unseen.entry;
  throw notFound(API_KEYS, [nameOrId], undefined, { there: keys.map(({ name }) => name) });
}

export const API_KEYS: Kind<ApiKey> = {
  resource: 'api-key',
  noun: 'API key',
  everywhere: true,
  list: (zone, options) => zone.listApiKeys(options),
  read: (zone, id, options) => zone.getApiKey(id, options),
};

/** All keys, before one of them is changed. @param nameOrId the one to change, for the error */
export const keysToChange = (zone: ZoneClient, nameOrId: string): Promise<ApiKey[]> =>
  zone.listApiKeys().catch(tellNothingSent(subjectOf(nameOrId)));

/**
 * Acts on the key that a name or an ID means. An ID is used without a look-up; if no key has it, it may be a name.
 * @param list the look-up
 * @throws ExoError not-found, conflict
 */
export async function onApiKey<R>(
  deps: Deps,
  zone: ZoneClient,
  nameOrId: string,
  act: (id: string) => Promise<R>,
  list: () => Promise<readonly ApiKey[]> = () => zone.listApiKeys(),
): Promise<R> {
  if (!isId(nameOrId)) return act((await chooseApiKey(deps, zone, await list(), nameOrId)).id);
  const found = { zone, id: nameOrId.toLowerCase(), entry: undefined };
  return actOn(deps, API_KEYS, nameOrId, found, ({ id }) => act(id));
}
