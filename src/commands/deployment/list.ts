import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { byName } from '../../domain/order.js';
import { type DeploymentRow, deploymentListView } from '../../output/views/deployment.js';
import type { Raw } from '../../program/spec.js';
import { inListedZone, listEveryZone } from '../lib/asked-zones.js';
import { flag, parseInput } from '../lib/parse-input.js';
import { readPrinter } from '../lib/printers.js';
import { DEPLOYMENTS } from './find.js';

const schema = z.object({ '--watch': flag });

/** Prints the deployments of the zone of -z or of every zone, ordered by zone and name. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { '--watch': watch } = parseInput(schema, raw);
  const printer = await readPrinter(deps, deploymentListView);
  if (watch) return (await import('./watch/watch-deployments.js')).watchDeployments(deps, await printer());
  const { items, zones, incomplete } = await listEveryZone(deps, async (zone): Promise<DeploymentRow[]> => {
    const entries = await zone.listDeployments();
    return entries.sort(byName).map((deployment) => ({ zone: zone.zone, deployment }));
  });
  deps.io.out((await printer()).many(items));
  if (items.length === 0 && !incomplete) {
    const { sayNone } = await import('../lib/creation/empty-list.js');
    const none = `No deployments${await inListedZone(deps)}`;
    await sayNone(deps, DEPLOYMENTS, {
      none,
      zones,
      advice: 'Create one with: exo-di deployment create --help',
    });
  }
  if (incomplete) throw incomplete;
}
