import type { Deps } from '../../deps.js';
import { byName } from '../../domain/order.js';
import { zoneView } from '../../output/views/zone.js';

/** Lists every zone of the service by name (`list-zones`): the one call that needs no credentials. */
export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(zoneView);
  const zones = await (await deps.client()).listZones();
  deps.io.out(printer.many([...zones].sort(byName)));
}
