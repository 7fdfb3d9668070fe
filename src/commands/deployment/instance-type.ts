import type { Deps } from '../../deps.js';
import { byText } from '../../domain/order.js';
import { type InstanceTypeRow, instanceTypeView } from '../../output/views/instance-type.js';
import { inListedZone, listEveryZone } from '../lib/asked-zones.js';

/** Prints the GPU families of the zone of -z or of every zone, ordered by zone and family. */
export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(instanceTypeView);
  const { items, incomplete } = await listEveryZone(deps, async (zone): Promise<InstanceTypeRow[]> => {
    const types = await zone.listInstanceTypes();
    return types
      .sort((a, b) => byText(a.family, b.family))
      .map((instanceType) => ({ zone: zone.zone, instanceType }));
  });
  deps.io.out(printer.many(items));
  if (items.length === 0 && !incomplete)
    deps.io.say(`No GPU families are offered${await inListedZone(deps)}.`);
  if (incomplete) throw incomplete;
}
