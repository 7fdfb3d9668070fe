import * as z from 'zod/mini';
import * as calls from '../../api/calls/api-keys.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { describeScope, hasScope } from '../../domain/api-key-scope.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, onceMade } from '../../errors.js';
import { createdApiKeyView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import type { ApiKey, CreatedApiKey } from '../../schemas/api-key.js';
import type { CreateApiKeyRequest } from '../../schemas/requests.js';
import { anyZone } from '../lib/asked-zones.js';
import { createThing } from '../lib/creation/create-thing.js';
import type { Thing } from '../lib/creation/thing.js';
import { printDryRun } from '../lib/dry-run.js';
import { wordsOf } from '../lib/kind.js';
import { duration, flag, givenFlags, parseInput, text } from '../lib/parse-input.js';
import { API_KEYS, subjectOf } from './find.js';
import { apiKeyName, nameTaken, scopeOf } from './name-and-scope.js';

const schema = z.object({
  NAME: apiKeyName,
  '--scope': text,
  '--if-not-exists': flag,
  '--again': flag,
  '--dry-run': flag,
  '--wait-timeout': z.optional(duration),
});

/** Creates an API key (`create-ai-api-key`), at most once, and prints it with its value. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di api-key create NAME --scope public|DEPLOYMENT (public: every deployment)';
  const input = parseInput(schema, raw, usage);
  const printer = await deps.printer(createdApiKeyView);
  const zone = await anyZone(deps);
  const scope = await scopeOf(deps, input['--scope']);
  const request: CreateApiKeyRequest = { name: input.NAME, scope };
  let key: CreatedApiKey | undefined;
  const made = await createThing<ApiKey, CreatedApiKey, 'exists' | 'dry-run'>(
    deps,
    thingOf(zone, request, input),
    {
      again: input['--again'],
      dryRun: input['--dry-run'],
      wait: input,
      async decide(taken) {
        if (taken) {
          requireSame(taken, request, input['--if-not-exists']);
          deps.io.say(`API key ${taken.name} already exists; nothing was sent.`);
          key = await withValue(zone, taken);
          return 'exists';
        }
        if (!input['--dry-run']) return undefined;
        await printDryRun(deps, [{ call: calls.createApiKey(request), zone: zone.zone }]);
        return 'dry-run';
      },
      async follow(created) {
        key = created.kind === 'answered' ? created.answer : await withValue(zone, created.item, true);
        return { id: key.id };
      },
    },
  );
  if (!key) return;
  const problem = made === 'exists' ? undefined : madeOtherwise(key, request);
  if (made !== 'exists' && !problem) deps.io.say(`API key ${request.name} created.`);
  const reveal = commandLine('api-key reveal', [key.id]);
  deps.io.out(printer.one(key), reveal);
  if (problem) throw problem;
  deps.io.say(`See its value again with: ${reveal}`);
}

/** The error if the created key has another scope than requested; it may open every deployment. */
function madeOtherwise(key: ApiKey, { name, scope }: CreateApiKeyRequest): ExoError | undefined {
  if (key.scope === undefined || hasScope(key, scope) !== false) return undefined;
  return new ExoError(
    'operation-failed',
    `API key ${name} was created, but not as requested: its scope is ${key.scope}, not ${scope}`,
    {
      code: 'not-as-asked',
      hint: [
        `look again with: ${commandLine('api-key show', [key.id])}`,
        `delete it with: ${commandLine('api-key delete', [key.id])}`,
      ],
      details: { id: key.id, scope: key.scope, wanted: scope },
    },
  );
}

/** API keys belong to the organization, so a key of the same name in any zone is the same key. */
function thingOf(
  zone: ZoneClient,
  request: CreateApiKeyRequest,
  input: z.infer<typeof schema>,
): Thing<ApiKey, CreatedApiKey> {
  const { name, scope } = request;
  return {
    ...wordsOf(API_KEYS, name, zone.zone),
    asked: { name, scope },
    send: () => zone.createApiKey(request, { subject: subjectOf(name) }),
    list: (options) => zone.listApiKeys(options),
    isNamed: (key) => key.name === name,
    // A new key of this name whose scope the service does not tell is most likely the one that was requested.
    matches: (key) => hasScope(key, scope) !== false,
    accepted: ({ id }) => ({ id }),
    goOn: commandLine(
      'api-key create',
      [name],
      ['--scope', scope, ...givenFlags(input, '--if-not-exists', '--wait-timeout'), '--again'],
    ),
    remove: (id) => commandLine('api-key delete', [id]),
  };
}

/** @throws ExoError conflict for a taken name; not with --if-not-exists if the existing key has the same scope */
function requireSame(key: ApiKey, { scope }: CreateApiKeyRequest, foreseen: boolean): void {
  if (!foreseen) throw nameTaken(key);
  if (hasScope(key, scope) !== true)
    throw nameTaken(key, `, and differs: its scope is ${describeScope(key)}, not ${scope}`);
}

/**
 * A key that exists already, or whose creation was not answered, with its value (`reveal-ai-api-key`).
 * @param isNew this run has created it, so that it exists although its ID may not find it yet
 * @throws ExoError with the command that prints the value: the key stays, whatever becomes of this request
 */
async function withValue(zone: ZoneClient, key: ApiKey, isNew = false): Promise<CreatedApiKey> {
  try {
    const { value } = await zone.revealApiKey(key.id, { subject: subjectOf(key.name) });
    return { ...key, value };
  } catch (error) {
    if (!(error instanceof ExoError) || (error.kind === 'not-found' && !isNew)) throw error;
    const exists = `API key ${key.name} exists; print its value with: ${commandLine('api-key reveal', [key.id])}`;
    throw error.retold({ ...onceMade(error), hint: [exists, error.hint] });
  }
}
