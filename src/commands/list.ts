import type { ZoneClient } from '../api/zone-client.js';
import type { Deps } from '../deps.js';
import { askZones, clientsOf, type Gathered, gather } from './every-zone.js';
import { listedZone } from './zones.js';

/** Rows of the zone a list is narrowed to, else of every zone, in the order of the zones. @throws ExoError when all zones fail */
export async function listEveryZone<T>(
  deps: Deps,
  rowsOf: (zone: ZoneClient) => Promise<readonly T[]>,
): Promise<Gathered<T>> {
  const zones = await clientsOf(await deps.client(), await listedZone(deps));
  return gather(deps, await askZones(zones, rowsOf));
}

/** By code unit, not by locale: the same order on every machine. */
export const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export const byName = (a: { name: string }, b: { name: string }) => byText(a.name, b.name);
