import type { ZoneClient } from '../../api/zone-client.js';
import { describeScope } from '../../domain/api-key-scope.js';
import { isId } from '../../domain/deployment-state.js';
import { hintOfMeant } from '../../domain/likely.js';
import { ExoError } from '../../errors.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { chooseMeant, isMeant } from '../lib/meant.js';

/** `API key ci` */
export const subjectOf = (nameOrId: string) => `API key ${nameOrId}`;

/** The key that a name or an ID means. @throws ExoError not-found, conflict when several have the name */
export function chooseApiKey(keys: readonly ApiKey[], nameOrId: string): ApiKey {
  const matches = keys.filter((key) => isMeant(key, nameOrId));
  const only = chooseMeant(nameOrId, 'API keys', matches, (key) => ({
    id: key.id,
    scope: describeScope(key),
  }));
  if (only) return only;
  const names = keys.map(({ name }) => name);
  const facts = hintOfMeant(nameOrId, names, 'see what there is with: exo-di api-key list');
  throw new ExoError('not-found', `there is no API key ${JSON.stringify(nameOrId)}`, facts);
}

/** The ID a name means; an ID is taken as it is, without a request. @throws ExoError not-found, conflict */
export async function apiKeyId(zone: ZoneClient, nameOrId: string): Promise<string> {
  return isId(nameOrId) ? nameOrId.toLowerCase() : chooseApiKey(await zone.listApiKeys(), nameOrId).id;
}
