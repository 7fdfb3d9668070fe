import type { Deps } from '../../deps.js';
import { byName } from '../../domain/order.js';
import { modelListView } from '../../output/views/model.js';
import { inListedZone, listEveryZone } from '../lib/asked-zones.js';
import { MODELS } from './find.js';

/** Lists the models of the chosen zone, else of every zone, by zone and name. */
export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(modelListView);
  const { items, zones, incomplete } = await listEveryZone(deps, async (zone) => {
    const models = await zone.listModels();
    return models.sort(byName).map((model) => ({ zone: zone.zone, model }));
  });
  deps.io.out(printer.many(items));
  if (items.length === 0 && !incomplete) {
    const { sayNone } = await import('../lib/creation/empty-list.js');
    const none = `No models${await inListedZone(deps)}`;
    await sayNone(deps, MODELS, { none, zones, advice: 'Download one with: exo-di model create --help' });
  }
  if (incomplete) throw incomplete;
}
