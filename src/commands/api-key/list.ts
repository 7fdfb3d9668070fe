import type { Deps } from '../../deps.js';
import { byName } from '../../domain/order.js';
import { apiKeyListView } from '../../output/views/api-key.js';
import { anyZone } from '../lib/asked-zones.js';

/** Lists the organization's API keys (`list-ai-api-keys`) by name, without their values. */
export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(apiKeyListView);
  const keys = (await (await anyZone(deps)).listApiKeys()).sort(byName);
  deps.io.out(printer.many(keys));
  if (keys.length === 0) deps.io.say('No API keys. Create one with: exo-di api-key create --help');
}
