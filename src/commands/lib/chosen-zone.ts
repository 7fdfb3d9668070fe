import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { BUILT_IN_ZONE } from '../../domain/zones.js';

/** The zone of -z, EXOSCALE_ZONE or the account; undefined when nothing names one. */
export async function chosenZone(deps: Deps): Promise<string | undefined> {
  return (await deps.settings()).zone?.name;
}

/**
 * The zone a list is narrowed to: that of -z and no other. EXOSCALE_ZONE and an account's default zone are where things
 * are made and looked for; a list shows every zone all the same, as `exo` does, so that nothing is billed unseen.
 */
export async function listedZone(deps: Deps): Promise<string | undefined> {
  return deps.globals.zone ? chosenZone(deps) : undefined;
}

/** For what belongs to the organization: any zone answers for all, so which one is asked needs no words. */
export async function anyZone(deps: Deps): Promise<ZoneClient> {
  return (await deps.client()).in((await chosenZone(deps)) ?? BUILT_IN_ZONE);
}

/** The zone something is made in: the chosen one, else the built-in one, which is then named on stderr. */
export async function zoneOrBuiltIn(deps: Deps): Promise<string> {
  const chosen = await chosenZone(deps);
  if (chosen === undefined) deps.io.say(`No zone given, using ${BUILT_IN_ZONE} (another with -z ZONE).`);
  return chosen ?? BUILT_IN_ZONE;
}
