import type { Deps } from '../../deps.js';
import { type DeploymentRow, deploymentListView } from '../../output/views/deployment.js';
import type { Gathered } from '../every-zone.js';
import { byName, listEveryZone } from '../list.js';
import { readPrinter } from '../read-printer.js';

export async function run(deps: Deps): Promise<void> {
  const printer = await readPrinter(deps, deploymentListView);
  const { items, incomplete } = await listDeployments(deps);
  deps.io.out((await printer()).many(items));
  if (items.length === 0 && !incomplete)
    deps.io.say('No deployments. Create one with: exo-di deployment create --help');
  if (incomplete) throw incomplete;
}

/** The deployments of the chosen zone, else of every zone, sorted by zone and name. @throws ExoError when all fail */
export function listDeployments(deps: Deps): Promise<Gathered<DeploymentRow>> {
  return listEveryZone(deps, async (zone) => {
    const entries = await zone.listDeployments();
    return entries.sort(byName).map((deployment) => ({ zone: zone.zone, deployment }));
  });
}
