import * as z from 'zod/mini';
import * as calls from '../../api/calls/api-keys.js';
import type { Deps } from '../../deps.js';
import { UsageError } from '../../errors.js';
import { apiKeyShowView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/define.js';
import type { ApiKey } from '../../schemas/api-key.js';
import type { UpdateApiKeyRequest } from '../../schemas/requests.js';
import { sendChange } from '../change.js';
import { printDryRun } from '../dry-run.js';
import { flag, parseInput, text } from '../values.js';
import { anyZone, chooseApiKey, subjectOf } from './find.js';
import { apiKeyName, requireFreeName, scopeOf } from './values.js';

const schema = z.object({
  NAME: text,
  '--name': z.optional(apiKeyName),
  '--scope': z.optional(text),
  '--dry-run': flag,
});

/** What `api-key update` is asked for, checked. */
export type UpdateInput = z.infer<typeof schema>;

export type UpdateResult = { kind: 'updated' | 'unchanged'; key: ApiKey } | { kind: 'dry-run' };

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseUpdate(raw);
  const printer = await deps.printer(apiKeyShowView);
  const result = await updateApiKey(deps, input);
  if (result.kind === 'dry-run') return;
  if (printer.data) deps.io.out(printer.one(result.key));
  else if (result.kind === 'updated') deps.io.done('API key updated.');
}

/** @throws UsageError with every problem at once; when there is nothing to change */
export function parseUpdate(raw: Raw): UpdateInput {
  const usage = 'usage: exo-di api-key update NAME [--name NEW] [--scope public|DEPLOYMENT]';
  const input = parseInput(schema, raw, usage);
  if (input['--name'] === undefined && input['--scope'] === undefined) {
    throw new UsageError('nothing to change: give at least one of --name, --scope', {
      code: 'nothing-to-change',
      hint: `${usage}\na new value is made with: exo-di api-key rotate NAME`,
    });
  }
  return input;
}

/**
 * Changes name or scope of an API key (`update-ai-api-key`); its value stays. What is already as asked is not sent.
 * @throws ExoError not-found, conflict for a name that is taken or means several
 */
export async function updateApiKey(deps: Deps, input: UpdateInput): Promise<UpdateResult> {
  const zone = await anyZone(deps);
  const asked = input['--scope'];
  const [keys, scope] = await Promise.all([
    zone.listApiKeys(),
    asked === undefined ? undefined : scopeOf(deps, asked),
  ]);
  const key = chooseApiKey(keys, input.NAME);
  const body = differing(key, { name: input['--name'], scope });
  const { name } = body;
  if (name !== undefined) requireFreeName(keys, name);
  const changes = Object.entries(body);
  if (changes.length === 0) {
    deps.io.say(`API key ${key.name} is already as asked; nothing was sent.`);
    return { kind: 'unchanged', key };
  }
  deps.io.say(`${input['--dry-run'] ? 'Would change' : 'Updating'} API key ${key.name}:`);
  if (name !== undefined) deps.io.say(`  name: ${key.name} → ${name}`);
  if (body.scope !== undefined) deps.io.say(`  scope: ${key.scope} → ${body.scope}`);
  if (input['--dry-run']) {
    await printDryRun(deps, [{ call: calls.updateApiKey(key.id, body), zone: zone.zone }]);
    return { kind: 'dry-run' };
  }
  const updated = await sendChange(deps, zone, {
    what: `update ${subjectOf(key.name)}`,
    send: () => zone.updateApiKey(key.id, body, { subject: subjectOf(key.name) }),
    read: (options) => zone.getApiKey(key.id, options),
    isAsked: (now) => now !== undefined && Object.keys(differing(now, body)).length === 0,
    check: `exo-di api-key show ${key.id}`,
  });
  return { kind: 'updated', key: updated ?? (await zone.getApiKey(key.id)) };
}

/** What of a request the key does not have yet. */
function differing(key: ApiKey, { name, scope }: UpdateApiKeyRequest): UpdateApiKeyRequest {
  return {
    ...(name === undefined || name === key.name ? {} : { name }),
    ...(scope === undefined || scope.toLowerCase() === key.scope.toLowerCase() ? {} : { scope }),
  };
}
