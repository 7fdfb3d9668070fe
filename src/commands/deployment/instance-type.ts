import type { Deps } from '../../deps.js';
import { byText } from '../../domain/order.js';
import { type InstanceTypeRow, instanceTypeView } from '../../output/views/instance-type.js';
import type { Gathered } from '../lib/every-zone.js';
import { listEveryZone } from '../lib/every-zone.js';

export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(instanceTypeView);
  const { items, incomplete } = await listInstanceTypes(deps);
  deps.io.out(printer.many(items));
  if (items.length === 0 && !incomplete) deps.io.say('No GPU families are offered there.');
  if (incomplete) throw incomplete;
}

/** The GPU families of the chosen zone, else of every zone, sorted by zone and family. @throws ExoError when all fail */
export function listInstanceTypes(deps: Deps): Promise<Gathered<InstanceTypeRow>> {
  return listEveryZone(deps, async (zone) => {
    const types = await zone.listInstanceTypes();
    return types
      .sort((a, b) => byText(a.family, b.family))
      .map((instanceType) => ({ zone: zone.zone, instanceType }));
  });
}
