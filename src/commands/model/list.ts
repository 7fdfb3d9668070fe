import type { Deps } from '../../deps.js';
import { byName } from '../../domain/order.js';
import { type ModelRow, modelListView } from '../../output/views/model.js';
import type { Gathered } from '../lib/every-zone.js';
import { listEveryZone } from '../lib/every-zone.js';

export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(modelListView);
  const { items, incomplete } = await listModels(deps);
  deps.io.out(printer.many(items));
  if (items.length === 0 && !incomplete)
    deps.io.say('No models. Download one with: exo-di model create --help');
  if (incomplete) throw incomplete;
}

/** The models of the chosen zone, else of every zone, sorted by zone and name. @throws ExoError when all fail */
export function listModels(deps: Deps): Promise<Gathered<ModelRow>> {
  return listEveryZone(deps, async (zone) => {
    const models = await zone.listModels();
    return models.sort(byName).map((model) => ({ zone: zone.zone, model }));
  });
}
