import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isOwn } from '../../domain/deployment-state.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import * as shared from '../lib/find.js';
import { type Kind, lookingAt as lookingAtKind } from '../lib/kind.js';

/** A deployment that was found, and the zone it lives in. */
export type Found = shared.FoundIn<DeploymentEntry>;

/** The same, which may have needed no look-up: then there is no entry. */
export type PlacedEntry = shared.PlacedIn<DeploymentEntry>;

/** A deployment and where it is. */
export interface Placed {
  zone: ZoneClient;
  id: string;
  /** As it is spoken of. */
  name: string;
}

export type FindOptions = shared.FindOptions<DeploymentEntry>;

export const DEPLOYMENTS: Kind<DeploymentEntry, Deployment> = {
  resource: 'deployment',
  noun: 'deployment',
  list: (zone, options) => zone.listDeployments(options),
  read: (zone, id, options) => zone.getDeployment(id, options),
  /** Public deployments are Exoscale's: a private one comes first. */
  prefer(found) {
    const own = found.filter(isOwn);
    return own.length > 0 ? own : found;
  },
};

/** `deployment my-app` */
export const subjectOf = (nameOrId: string) => `deployment ${nameOrId}`;

/** Entries of a list, with what only `get-deployment` tells of those that are asked for. */
export const withDetails = (
  zone: ZoneClient,
  entries: readonly DeploymentEntry[],
  isAsked: (entry: DeploymentEntry) => boolean = () => true,
): Promise<Deployment[]> =>
  Promise.all(
    entries.map((entry) =>
      entry.id !== undefined && isAsked(entry)
        ? zone.getDeployment(entry.id, { subject: subjectOf(entry.name) })
        : entry,
    ),
  );

/** How one is looked at that may be gone, see `lookingAt` of `lib/kind.ts`. */
export const lookingAt = (placed: Placed) => lookingAtKind(DEPLOYMENTS, placed, subjectOf(placed.name));

/** Places a deployment, and acts on it. @throws ExoError as `placeDeployment` and `actOnDeployment` */
export async function onDeployment<R>(
  deps: Deps,
  nameOrId: string,
  act: (found: PlacedEntry) => Promise<R>,
  options?: FindOptions,
): Promise<R> {
  return actOnDeployment(nameOrId, await placeDeployment(deps, nameOrId, options), act);
}

/** Acts on a deployment that was found: an ID that none has may be the name of one, see `actOn`. */
export const actOnDeployment = <R>(
  nameOrId: string,
  found: PlacedEntry,
  act: (found: PlacedEntry) => Promise<R>,
) => shared.actOn(DEPLOYMENTS, nameOrId, found, act);

/**
 * Finds a deployment by name or ID: in the zone that is given, else in every zone, where exactly one match is
 * used and its zone named on stderr.
 * @throws ExoError not-found (naming where else the name lives), conflict when several match
 */
export const findDeployment = (deps: Deps, nameOrId: string, options?: FindOptions): Promise<Found> =>
  shared.find(deps, DEPLOYMENTS, nameOrId, options);

/** Finds it, but an ID in a known zone is taken as it is, without a request. @throws ExoError as `findDeployment` */
export const placeDeployment = (deps: Deps, nameOrId: string, options?: FindOptions): Promise<PlacedEntry> =>
  shared.place(deps, DEPLOYMENTS, nameOrId, options);
