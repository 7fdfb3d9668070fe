import type { Deps } from '../../deps.js';
import { apiKeyValueView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import { anyZone } from '../lib/asked-zones.js';
import { parseName } from '../lib/parse-input.js';
import { onApiKey, subjectOf } from './find.js';

/** Prints the value of an API key (`reveal-ai-api-key`): a secret. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const name = parseName(raw, 'usage: exo-di api-key reveal NAME');
  const printer = await deps.printer(apiKeyValueView);
  const zone = await anyZone(deps);
  const { value } = await onApiKey(deps, zone, name, (id) =>
    zone.revealApiKey(id, { subject: subjectOf(name) }),
  );
  deps.io.out(printer.one({ value }));
}
