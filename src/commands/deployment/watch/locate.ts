import type { CallOptions } from '../../../api/call.js';
import { ApiError } from '../../../api/errors.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { WaitedFor } from '../../../domain/choices.js';
import { isChanging, isOwn } from '../../../domain/deployment-state.js';
import { isId } from '../../../domain/id.js';
import { ExoError } from '../../../errors.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import { askZones, failedOf, itemsOf } from '../../lib/asked-zones.js';
import { chooseMeant, isMeant } from '../../lib/meant.js';

/** A deployment as it was last seen, and where. */
export interface Sighting {
  zone: ZoneClient;
  entry: DeploymentEntry | Deployment;
}

type LookOptions = Required<Pick<CallOptions, 'timeoutMs' | 'signal'>>;

/**
 * One look at a deployment. What a list says is not believed where it would end the wait: it may be behind.
 * @param target its ID where that is known, else its name @param names gets those of all that are listed
 * @returns undefined as `seen` where it is not to be seen, though a list may show it
 * @throws ExoError conflict when several match; a zone's failure when the deployment may be hidden behind it
 */
export async function lookFor(
  zones: readonly ZoneClient[],
  target: string,
  until: WaitedFor,
  options: LookOptions,
  names: Set<string>,
): Promise<{ seen: Sighting | undefined; isListed: boolean }> {
  const listed = await locate(zones, target, options, names);
  const seen = isDecisive(listed, until) ? await confirmed(listed, target, zones, options) : listed;
  return { seen, isListed: listed !== undefined };
}

function isDecisive(listed: Sighting | undefined, until: WaitedFor): boolean {
  if (!listed) return until === 'deleted';
  if (until === 'deleted') return false;
  return listed.entry.state === 'error' || isReached(listed.entry, until);
}

/**
 * As lists have it; undefined where all of them answer and none has it. Exoscale's public deployments count only where
 * there is none of one's own.
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
  if (!only && failure) throw failure.error;
  return only && complete(only, options);
}

/**
 * The list may leave the replicas out; then the deployment itself is asked. One that the list shows and that is not found
 * is as the list has it: one of the two is behind.
 */
async function complete({ zone, entry }: Sighting, options: LookOptions) {
  if (entry.replicas !== undefined || entry.id === undefined) return { zone, entry };
  try {
    return { zone, entry: await zone.getDeployment(entry.id, options) };
  } catch (error) {
    if (error instanceof ExoError && error.kind === 'not-found') return { zone, entry };
    throw error;
  }
}

/** Is what is waited for so? */
export function isReached({ state, replicas }: Sighting['entry'], until: WaitedFor): boolean {
  if (isChanging(state)) return false;
  return until === 'stopped' ? replicas === 0 : state === 'ready' && (replicas ?? 1) > 0;
}

/** The deployment itself, where its ID is known: what it says goes before what lists say. */
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
