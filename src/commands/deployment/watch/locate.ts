import type { ZoneClient } from '../../../api/zone-client.js';
import { isOwn } from '../../../domain/deployment-state.js';
import { ExoError } from '../../../errors.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import { askZones, failedOf, itemsOf } from '../../lib/asked-zones.js';
import { chooseMeant, isMeant } from '../../lib/meant.js';

/** A deployment as it was last seen, and where. */
export interface Sighting {
  zone: ZoneClient;
  entry: DeploymentEntry | Deployment;
}

/**
 * One look for a deployment in some zones; undefined where all of them answer and none has it. Exoscale's public
 * deployments count only where there is none of one's own.
 * @param names gets those of all that are listed
 * @throws ExoError conflict when several match; a zone's failure when the deployment may be hidden behind it
 */
export async function locate(
  zones: readonly ZoneClient[],
  nameOrId: string,
  options: { timeoutMs: number; signal: AbortSignal },
  names?: Set<string>,
): Promise<Sighting | undefined> {
  const answers = await askZones(zones, async (zone) => {
    const all = await zone.listDeployments(options);
    for (const { name } of all) names?.add(name);
    return all.flatMap((entry) => (isMeant(entry, nameOrId) ? [{ zone, entry }] : []));
  });
  const found = itemsOf(answers);
  const own = found.filter(({ entry }) => isOwn(entry));
  const only = chooseMeant(nameOrId, 'deployments', own.length > 0 ? own : found, ({ zone, entry }) => ({
    id: entry.id,
    zone: zone.zone,
  }));
  const [failure] = failedOf(answers);
  if (!only && failure) throw failure.error;
  return only && complete(only, options);
}

/**
 * The list may leave the replicas out; then the deployment itself is asked. One that the list shows and that is not found
 * is as the list has it: one of the two is behind.
 */
async function complete({ zone, entry }: Sighting, options: { timeoutMs: number; signal: AbortSignal }) {
  if (entry.replicas !== undefined || entry.id === undefined) return { zone, entry };
  try {
    return { zone, entry: await zone.getDeployment(entry.id, options) };
  } catch (error) {
    if (error instanceof ExoError && error.kind === 'not-found') return { zone, entry };
    throw error;
  }
}
