import * as z from 'zod/mini';
import * as calls from '../../api/calls/api-keys.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { describeScope, hasScope } from '../../domain/api-key-scope.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, tellNothingSent, UsageError } from '../../errors.js';
import { apiKeyShowView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import type { ApiKey } from '../../schemas/api-key.js';
import type { UpdateApiKeyRequest } from '../../schemas/requests.js';
import { anyZone } from '../lib/asked-zones.js';
import { renameCreation } from '../lib/creation/unseen.js';
import { printDryRun } from '../lib/dry-run.js';
import { unlisted } from '../lib/find.js';
import { lookingAt } from '../lib/kind.js';
import { flag, parseInput, text } from '../lib/parse-input.js';
import { type StateChange, seeDone, sendChange } from '../lib/send-change.js';
import { API_KEYS, chooseApiKey, keysToChange, subjectOf } from './find.js';
import { apiKeyName, nameTaken, scopeOf } from './name-and-scope.js';

const schema = z.object({
  NAME: text,
  '--name': z.optional(apiKeyName),
  '--scope': z.optional(text),
  '--dry-run': flag,
});

/** Changes name or scope of an API key (`update-ai-api-key`); its value stays. Sends only what differs. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseUpdate(raw);
  const printer = await deps.printer(apiKeyShowView);
  const zone = await anyZone(deps);
  const wantedScope = input['--scope'];
  const [keys, scope] = await Promise.all([
    keysToChange(zone, input.NAME),
    wantedScope === undefined ? undefined : scopeOf(deps, wantedScope),
  ]);
  const key = await chooseApiKey(deps, zone, keys, input.NAME);
  const check = commandLine('api-key show', [key.id]);
  const body = differing(key, { name: input['--name'], scope });
  const { name } = body;
  if (name !== undefined) {
    const listed = keys.find((one) => one.name === name);
    const taken =
      listed ??
      (await unlisted(deps, API_KEYS, name, zone).catch(tellNothingSent(subjectOf(key.name))))?.entry;
    if (taken && taken.id !== key.id) throw nameTaken(taken);
  }
  if (Object.keys(body).length === 0) {
    deps.io.say(`API key ${key.name} is already as asked; nothing was sent.`);
    if (printer.data) deps.io.out(printer.one(key), check);
    return;
  }
  deps.io.say(`${input['--dry-run'] ? 'Would change' : 'Updating'} API key ${key.name}:`);
  if (name !== undefined) deps.io.say(`  name: ${key.name} → ${name}`);
  if (body.scope !== undefined) deps.io.say(`  scope: ${describeScope(key)} → ${body.scope}`);
  if (input['--dry-run'])
    return printDryRun(deps, [{ call: calls.updateApiKey(key.id, body), zone: zone.zone }]);
  const change: StateChange<ApiKey, ApiKey> = {
    ...lookingAt(API_KEYS, { zone, id: key.id }),
    zone,
    check,
    what: `update ${subjectOf(key.name)}`,
    send: () => zone.updateApiKey(key.id, body, { subject: subjectOf(key.name) }),
    isAsked: (now) => now !== undefined && isAsAsked(now, body),
    instead: (now) => notUpdated(zone, key, body, now),
  };
  await sendChange(deps, change);
  const { thing, problem } = await seeDone(deps, { ...change, isVouchedFor: true });
  if (printer.data) deps.io.out(printer.one(thing ?? key), check);
  if (problem) throw problem;
  if (name !== undefined) await renameCreation(deps, { kind: 'api-key', place: '', name }, key.id);
  if (!printer.data) deps.io.done('API key updated.', check);
}

/** Checks the input. @throws UsageError with every problem at once; also if no change is given */
function parseUpdate(raw: Raw): z.infer<typeof schema> {
  const usage = 'usage: exo-di api-key update NAME [--name NEW] [--scope public|DEPLOYMENT]';
  const nothing = new UsageError('nothing to change: give at least one of --name, --scope', {
    code: 'nothing-to-change',
    hint: `${usage}\na new value is made with: exo-di api-key rotate NAME`,
  });
  const isEmpty = raw['--name'] === undefined && raw['--scope'] === undefined;
  return parseInput(schema, raw, usage, isEmpty ? nothing : undefined);
}

/** The error if the service has reported the update as done, but the key does not show it. */
function notUpdated(zone: ZoneClient, key: ApiKey, body: UpdateApiKeyRequest, now?: ApiKey): ExoError {
  const missing = now && differing(now, body);
  const is = [
    ...(missing?.name === undefined ? [] : [`its name is ${now?.name}, not ${missing.name}`]),
    ...(missing?.scope === undefined
      ? []
      : [`its scope is ${now && describeScope(now)}, not ${missing.scope}`]),
  ];
  return new ExoError(
    'operation-failed',
    `API key ${key.name} was not updated, though the service reported it as done: ${now ? is.join('; ') : 'it is gone'}`,
    {
      code: 'not-updated',
      zone: zone.zone,
      hint: `look again with: ${commandLine('api-key show', [key.id])}`,
    },
  );
}

/** Is the key as requested? Undefined if the service does not tell its scope. */
function isAsAsked(key: ApiKey, { name, scope }: UpdateApiKeyRequest): boolean | undefined {
  if (name !== undefined && name !== key.name) return false;
  return scope === undefined || hasScope(key, scope);
}

/** The part of the request that the key does not already show. A scope that the service does not tell is sent. */
function differing(key: ApiKey, { name, scope }: UpdateApiKeyRequest): UpdateApiKeyRequest {
  return {
    ...(name === undefined || name === key.name ? {} : { name }),
    ...(scope === undefined || hasScope(key, scope) === true ? {} : { scope }),
  };
}
