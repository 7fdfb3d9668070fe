import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isOwn } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import { each } from '../lib/each.js';
import { actOn, type FindOptions, type PlacedIn, place, unlisted } from '../lib/find.js';
import { type Kind, lookingAt as lookingAtKind } from '../lib/kind.js';
import { isMeant } from '../lib/meant.js';

/** A deployment that was found, with its zone; without an entry if no look-up was needed. */
export type PlacedEntry = PlacedIn<DeploymentEntry>;

/** A deployment and its zone. */
export interface Placed {
  zone: ZoneClient;
  id: string;
  /** Its name in messages. */
  name: string;
}

export const DEPLOYMENTS: Kind<DeploymentEntry, Deployment> = {
  resource: 'deployment',
  noun: 'deployment',
  list: (zone, options) => zone.listDeployments(options),
  read: (zone, id, options) => zone.getDeployment(id, options),
  /** Public deployments belong to Exoscale, so the organization's own one is preferred. */
  prefer(found) {
    const own = found.filter(isOwn);
    return own.length > 0 ? own : found;
  },
};

/** `deployment my-app` */
export const subjectOf = (nameOrId: string) => `deployment ${nameOrId}`;

/** Reads the deployments of a list one by one, for values that only `get-deployment` tells. */
export const withDetails = (zone: ZoneClient, entries: readonly DeploymentEntry[]): Promise<Deployment[]> =>
  Promise.all(
    entries.map((entry) =>
      entry.id !== undefined ? zone.getDeployment(entry.id, { subject: subjectOf(entry.name) }) : entry,
    ),
  );

/**
 * The error for a deployment that was found by a name which it does not have any more: a list can be behind, and
 * whoever typed the former name may not mean it. Returns undefined if the name, or the ID that was typed, is its own.
 * @param seen the deployment, read by its ID
 */
export function ifRenamed(
  { zone: { zone }, id, name }: Placed,
  seen: Pick<Deployment, 'name'>,
): ExoError | undefined {
  if (isMeant({ id, name: seen.name }, name)) return undefined;
  const sentence = `${subjectOf(name)} in ${zone} is now called ${JSON.stringify(seen.name)}, though the list still has its former name; it is left as it is`;
  return new ExoError('conflict', sentence, {
    code: 'renamed',
    zone,
    hint: `to change it, use its new name; see what there is with: ${commandLine('deployment list', [], ['-z', zone])}`,
  });
}

/** @throws ExoError conflict for a deployment that has been renamed, see `ifRenamed` */
export function requireName(placed: Placed, seen: Pick<Deployment, 'name'>): void {
  const renamed = ifRenamed(placed, seen);
  if (renamed) throw renamed;
}

/** How to look at a deployment that may be gone, see `lookingAt` of `lib/kind.ts`. */
export const lookingAt = (placed: Placed) => lookingAtKind(DEPLOYMENTS, placed, subjectOf(placed.name));

/** Finds a deployment and acts on it. @throws ExoError as `place` and `actOn` */
export async function onDeployment<R>(
  deps: Deps,
  nameOrId: string,
  act: (found: PlacedEntry) => Promise<R>,
  options?: FindOptions<DeploymentEntry>,
): Promise<R> {
  return actOn(deps, DEPLOYMENTS, nameOrId, await place(deps, DEPLOYMENTS, nameOrId, options), act);
}

/**
 * The deployments of a zone that this machine has created and the list does not show yet, and an error for each that
 * may exist.
 */
export async function unlistedOnes(deps: Deps, zone: ZoneClient, listed: readonly DeploymentEntry[]) {
  const { writtenNames } = await import('../lib/creation/thing.js');
  const names = await writtenNames(deps, 'deployment', zone.zone);
  for (const { name } of listed) names.delete(name);
  const { results, failures } = await each([...names], (name) => unlisted(deps, DEPLOYMENTS, name, zone));
  const entries = results.flatMap((found) => (found ? [{ ...found.entry, id: found.id }] : []));
  return { entries: entries.filter(({ id }) => !listed.some((one) => one.id === id)), failures };
}
