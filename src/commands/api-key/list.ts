import type { Deps } from '../../deps.js';
import { byName } from '../../domain/order.js';
import { apiKeyListView } from '../../output/views/api-key.js';
import { anyZone } from '../lib/asked-zones.js';
import { API_KEYS } from './find.js';

/** Lists the organization's API keys (`list-ai-api-keys`) by name, without their values. */
export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(apiKeyListView);
  const zone = await anyZone(deps);
  const keys = (await zone.listApiKeys()).sort(byName);
  deps.io.out(printer.many(keys));
  if (keys.length === 0) {
    const { sayNone } = await import('../lib/creation/empty-list.js');
    const advice = 'Create one with: exo-di api-key create --help';
    await sayNone(deps, API_KEYS, { none: 'No API keys', zones: [zone.zone], advice });
  }
}
