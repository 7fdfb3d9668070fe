import type { Deps } from '../../deps.js';
import { type DeploymentRow, deploymentListView } from '../../output/views/deployment.js';
import { askZones, clientsOf, type Gathered, gather } from '../every-zone.js';
import { chosenZone } from '../zones.js';

export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(deploymentListView);
  const { items, incomplete } = await listDeployments(deps);
  deps.io.out(printer.many(items));
  if (items.length === 0 && !incomplete)
    deps.io.say('No deployments. Create one with: exo-di deployment create --help');
  if (incomplete) throw incomplete;
}

/** The deployments of the chosen zone, else of every zone, sorted by zone and name. @throws ExoError when all fail */
export async function listDeployments(deps: Deps): Promise<Gathered<DeploymentRow>> {
  const zones = await clientsOf(await deps.client(), await chosenZone(deps));
  const answers = await askZones(zones, async (zone) => {
    const entries = await zone.listDeployments();
    return entries.sort(byName).map((deployment) => ({ zone: zone.zone, deployment }));
  });
  return gather(deps, answers);
}

/** By code unit, not by locale: the same order on every machine. */
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
