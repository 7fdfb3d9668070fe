import { ApiError } from '../../../api/api-error.js';
import type { CallOptions } from '../../../api/call.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { WaitedFor } from '../../../domain/choices.js';
import { isChanging, isOwn } from '../../../domain/deployment-state.js';
import { isId } from '../../../domain/id.js';
import { ifMissing } from '../../../errors.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import { askZones, failedOf, itemsOf, noZoneAnswered } from '../../lib/asked-zones.js';
import { chooseMeant, isMeant, notEverywhere } from '../../lib/meant.js';

/** A deployment as it was last read, with its zone. */
export interface Sighting {
  zone: ZoneClient;
  entry: DeploymentEntry | Deployment;
}

type LookOptions = Required<Pick<CallOptions, 'timeoutMs' | 'signal'>>;

/**
 * Looks at a deployment once. If the list says something that would end the wait, or lacks it, the deployment
 * itself is read by its ID, because a list can be behind.
 * @param target its ID if that is known, else its name
 * @param names receives the names of all listed deployments
 * @returns `seen` is undefined if the deployment is not found, even if the list of a zone (`listedIn`) shows it
 * @throws ExoError conflict if several match; the failure of a zone that may have it
 */
export async function lookFor(
  zones: readonly ZoneClient[],
  target: string,
  until: WaitedFor,
  options: LookOptions,
  names: Set<string>,
): Promise<{ seen: Sighting | undefined; listedIn: string | undefined }> {
  const listed = await locate(zones, target, options, names);
  const seen = isDecisive(listed, until) ? await confirmed(listed, target, zones, options) : listed;
  return { seen, listedIn: listed?.zone.zone };
}

function isDecisive(listed: Sighting | undefined, until: WaitedFor): boolean {
  // A list may not show a new deployment yet, nor one that is still being deleted.
  if (!listed) return true;
  if (until === 'deleted') return false;
  return listed.entry.state === 'error' || isReached(listed.entry, until);
}

/**
 * Finds the deployment in the lists; undefined if all zones answer and none has it. Exoscale's public deployments count
 * only if the organization has no match.
 */
async function locate(
  zones: readonly ZoneClient[],
  nameOrId: string,
  options: LookOptions,
  names: Set<string>,
): Promise<Sighting | undefined> {
  const answers = await askZones(zones, async (zone) => {
    const all = await zone.listDeployments(options);
    for (const { name } of all) names.add(name);
    return all.flatMap((entry) => (isMeant(entry, nameOrId) ? [{ zone, entry }] : []));
  });
  const found = itemsOf(answers);
  const own = found.filter(({ entry }) => isOwn(entry));
  const only = chooseMeant(nameOrId, 'deployments', own.length > 0 ? own : found, ({ zone, entry }) => ({
    id: entry.id,
    zone: zone.zone,
  }));
  const [failure] = failedOf(answers);
  if (!only && failure)
    throw noZoneAnswered(answers) ?? notEverywhere('deployment', nameOrId, failure.error, undefined);
  return only && complete(only, options);
}

/**
 * Reads the deployment itself if the list leaves out its replicas. If it is not found, the entry of the list is used,
 * because one of the two is behind.
 */
async function complete({ zone, entry }: Sighting, options: LookOptions) {
  if (entry.replicas !== undefined || entry.id === undefined) return { zone, entry };
  return { zone, entry: (await zone.getDeployment(entry.id, options).catch(ifMissing)) ?? entry };
}

/**
 * Has the deployment reached the state that is waited for? Without its replicas that is not known: a deployment at zero
 * has the state `ready`, too.
 */
export function isReached({ state, replicas }: Sighting['entry'], until: WaitedFor): boolean {
  if (isChanging(state) || replicas === undefined) return false;
  return until === 'stopped' ? replicas === 0 : state === 'ready' && replicas > 0;
}

/** Reads the deployment itself, if its ID is known: its own answer counts more than a list. */
async function confirmed(
  listed: Sighting | undefined,
  target: string,
  places: readonly ZoneClient[],
  options: LookOptions,
): Promise<Sighting | undefined> {
  const [only, ...others] = places;
  const zone = listed?.zone ?? (others.length === 0 ? only : undefined);
  const id = listed ? listed.entry.id : isId(target) ? target : undefined;
  if (zone === undefined || id === undefined) return listed;
  try {
    return { zone, entry: await zone.getDeployment(id, options) };
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'not-found' && error.isOwnWord) return undefined;
    throw error;
  }
}
