import type { Deps } from '../../deps.js';
import { isId } from '../../domain/id.js';
import { apiKeyShowView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import { anyZone } from '../lib/asked-zones.js';
import { parseName } from '../lib/parse-input.js';
import { chooseApiKey, onApiKey, subjectOf } from './find.js';

/** Shows one API key without its value (`get-ai-api-key`). */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const name = parseName(raw, 'usage: exo-di api-key show NAME');
  const printer = await deps.printer(apiKeyShowView);
  const zone = await anyZone(deps);
  // The entry of the list has all that `get-ai-api-key` returns.
  const key = isId(name)
    ? await onApiKey(deps, zone, name, (id) => zone.getApiKey(id, { subject: subjectOf(name) }))
    : await chooseApiKey(deps, zone, await zone.listApiKeys(), name);
  deps.io.out(printer.one(key));
}
