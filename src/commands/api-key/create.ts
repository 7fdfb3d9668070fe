import * as z from 'zod/mini';
import * as calls from '../../api/calls/api-keys.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { createdApiKeyView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/define.js';
import type { ApiKey, CreatedApiKey } from '../../schemas/api-key.js';
import type { CreateApiKeyRequest } from '../../schemas/requests.js';
import { createThing } from '../create-thing.js';
import { printDryRun } from '../dry-run.js';
import { duration, flag, parseInput, text } from '../values.js';
import { anyZone, subjectOf } from './find.js';
import { apiKeyName, nameTaken, scopeOf } from './values.js';

const schema = z.object({
  NAME: apiKeyName,
  '--scope': text,
  '--if-not-exists': flag,
  '--dry-run': flag,
  '--wait-timeout': z.optional(duration),
});

/** What `api-key create` is asked for, checked. */
export type CreateInput = z.infer<typeof schema>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(
    schema,
    raw,
    'usage: exo-di api-key create NAME --scope public|DEPLOYMENT (public: every deployment)',
  );
  const printer = await deps.printer(createdApiKeyView);
  const key = await createApiKey(deps, input);
  if (!key) return;
  deps.io.out(printer.one(key));
  deps.io.say(`See its value again with: exo-di api-key reveal ${key.id}`);
}

/**
 * Creates an API key (`create-ai-api-key`), exactly once. @returns it with its value; undefined for a dry run
 * @throws ExoError conflict when the name is taken, before anything is sent; not-found for the deployment;
 * unavailable when the outcome cannot be told
 */
export async function createApiKey(deps: Deps, input: CreateInput): Promise<CreatedApiKey | undefined> {
  const zone = await anyZone(deps);
  const [existing, scope] = await Promise.all([zone.listApiKeys(), scopeOf(deps, input['--scope'])]);
  const request: CreateApiKeyRequest = { name: input.NAME, scope };
  const taken = existing.find((key) => key.name === request.name);
  if (taken) return alreadyExists(deps, zone, taken, request, input['--if-not-exists']);
  if (input['--dry-run']) {
    await printDryRun(deps, [{ call: calls.createApiKey(request), zone: zone.zone }]);
    return undefined;
  }
  const created = await createThing<ApiKey, CreatedApiKey>(
    deps,
    {
      what: subjectOf(request.name),
      zone: zone.zone,
      before: new Set(existing.map(({ id }) => id)),
      send: () => zone.createApiKey(request, { subject: subjectOf(request.name) }),
      list: (options) => zone.listApiKeys(options),
      id: (key) => key.id,
      matches: (key) => key.name === request.name && isSameScope(key, request),
      check: 'exo-di api-key list',
      goOn: commandLine('api-key create', [request.name], ['--scope', request.scope]),
    },
    input,
  );
  if (created.kind === 'answered') {
    deps.io.say(`API key ${request.name} created.`);
    return created.answer;
  }
  return withValue(zone, created.item);
}

/** The name is taken: an error, unless that was foreseen and the existing key opens the same. */
async function alreadyExists(
  deps: Deps,
  zone: ZoneClient,
  key: ApiKey,
  request: CreateApiKeyRequest,
  foreseen: boolean,
): Promise<CreatedApiKey> {
  if (!foreseen) throw nameTaken(key);
  if (!isSameScope(key, request))
    throw nameTaken(key, `, and differs: its scope is ${key.scope}, not ${request.scope}`);
  deps.io.say(`API key ${key.name} already exists; nothing was sent.`);
  return withValue(zone, key);
}

const isSameScope = (key: ApiKey, { scope }: CreateApiKeyRequest) =>
  key.scope.toLowerCase() === scope.toLowerCase();

const withValue = async (zone: ZoneClient, key: ApiKey): Promise<CreatedApiKey> => ({
  ...key,
  value: (await zone.revealApiKey(key.id, { subject: subjectOf(key.name) })).value,
});
