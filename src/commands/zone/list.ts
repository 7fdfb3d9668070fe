import type { Deps } from '../../deps.js';
import { byName } from '../../domain/order.js';
import { zoneView } from '../../output/views/zone.js';
import type { Zone } from '../../schemas/organization.js';

export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(zoneView);
  deps.io.out(printer.many(await listZones(deps)));
}

/** Every zone of the service, sorted by name (`list-zones`): the one call that needs no credentials. */
export async function listZones(deps: Deps): Promise<Zone[]> {
  return [...(await (await deps.client()).listZones())].sort(byName);
}
