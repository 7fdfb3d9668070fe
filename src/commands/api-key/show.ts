import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { isId } from '../../domain/deployment-state.js';
import { apiKeyShowView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { parseInput, text } from '../lib/parse-input.js';
import { anyZone, chooseApiKey, subjectOf } from './find.js';

const schema = z.object({ NAME: text });

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME } = parseInput(schema, raw, 'usage: exo-di api-key show NAME');
  const printer = await deps.printer(apiKeyShowView);
  deps.io.out(printer.one(await showApiKey(deps, NAME)));
}

/** One API key without its value (`get-ai-api-key`), by name or ID. @throws ExoError not-found, conflict */
export async function showApiKey(deps: Deps, nameOrId: string): Promise<ApiKey> {
  const zone = await anyZone(deps);
  if (isId(nameOrId)) return zone.getApiKey(nameOrId.toLowerCase(), { subject: subjectOf(nameOrId) });
  // The list has all that the key's own answer has.
  return chooseApiKey(await zone.listApiKeys(), nameOrId);
}
