import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { apiKeyValueView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import { parseInput, text } from '../lib/parse-input.js';
import { anyZone, apiKeyId, subjectOf } from './find.js';

const schema = z.object({ NAME: text });

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME } = parseInput(schema, raw, 'usage: exo-di api-key reveal NAME');
  const printer = await deps.printer(apiKeyValueView);
  deps.io.out(printer.one({ value: await revealApiKey(deps, NAME) }));
}

/** The value of an API key (`reveal-ai-api-key`): a secret. @throws ExoError not-found, conflict */
export async function revealApiKey(deps: Deps, nameOrId: string): Promise<string> {
  const zone = await anyZone(deps);
  const id = await apiKeyId(zone, nameOrId);
  return (await zone.revealApiKey(id, { subject: subjectOf(nameOrId) })).value;
}
