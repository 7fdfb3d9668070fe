import type { ZoneClient } from '../../api/client.js';
import type { Deps } from '../../deps.js';
import { isId } from '../../domain/deployment-state.js';
import { ExoError } from '../../errors.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import { askZones, clientsOf, gather } from '../every-zone.js';
import { chosenZone } from '../zones.js';

/** A deployment that was found, and the zone it lives in. */
export interface Found {
  zone: ZoneClient;
  id: string;
  /** As the list has it; absent when an ID in a known zone needed no look-up. */
  entry: DeploymentEntry | Deployment | undefined;
}

export interface FindOptions {
  /** false: an ID in a known zone is taken as it is, without a request. */
  lookUp?: boolean;
  /** A change is meant: then a zone that does not answer is an obstacle, for it may hold another match. */
  change?: boolean;
  /** The lists of the zones, shared by the look-ups of one command. */
  lists?: Map<string, Promise<DeploymentEntry[]>>;
}

/** `deployment my-app` */
export const subjectOf = (nameOrId: string) => `deployment ${nameOrId}`;

/**
 * Finds a deployment by name or ID: in the zone that is given, else in every zone, where exactly one match is
 * used and its zone named on stderr.
 * @throws ExoError not-found (naming where else the name lives), conflict when several match
 */
export async function findDeployment(
  deps: Deps,
  nameOrId: string,
  { lookUp = true, change = false, lists = new Map() }: FindOptions = {},
): Promise<Found> {
  const client = await deps.client();
  const zone = await chosenZone(deps);
  if (zone !== undefined && isId(nameOrId) && !lookUp)
    return { zone: client.in(zone), id: nameOrId, entry: undefined };
  const zones = await clientsOf(client, zone);
  const answers = await askZones(zones, async (each) =>
    (await matching(each, nameOrId, lists)).map((entry) => ({ zone: each, entry })),
  );
  const { items, incomplete } = gather(deps, answers);
  const only = choose(items, nameOrId, zone);
  if (!only && zone !== undefined) throw await notFoundIn(deps, zone, nameOrId, lists);
  if (incomplete && (!only || change)) {
    throw new ExoError(
      only ? 'incomplete' : 'unavailable',
      `${subjectOf(nameOrId)} could not be looked for everywhere: ${incomplete.message}`,
      {
        hint: 'name its zone with -z ZONE',
        details: incomplete.details,
      },
    );
  }
  if (!only) throw notFound(nameOrId, 'any zone', 'see what there is with: exo-di deployment list');
  if (zone === undefined) deps.io.say(`Found ${nameOrId} in ${only.zone.zone}.`);
  return { zone: only.zone, id: idOf(only.entry, nameOrId, only.zone.zone), entry: only.entry };
}

/** Entries of a zone that a name or an ID means. Public deployments are Exoscale's: a private one comes first. */
async function matching(
  zone: ZoneClient,
  nameOrId: string,
  lists: NonNullable<FindOptions['lists']>,
): Promise<DeploymentEntry[]> {
  const list = lists.get(zone.zone) ?? zone.listDeployments();
  lists.set(zone.zone, list);
  const all = await list;
  const found = all.filter(
    ({ id, name }) => id?.toLowerCase() === nameOrId.toLowerCase() || name === nameOrId,
  );
  const own = found.filter(({ visibility }) => visibility !== 'public');
  return own.length > 0 ? own : found;
}

interface Match {
  zone: ZoneClient;
  entry: DeploymentEntry;
}

function choose(matches: readonly Match[], nameOrId: string, zone: string | undefined): Match | undefined {
  if (matches.length <= 1) return matches[0];
  const where =
    zone === undefined ? `${matches.length} deployments` : `${matches.length} deployments in ${zone}`;
  throw new ExoError('conflict', `${JSON.stringify(nameOrId)} is ambiguous: ${where} have that name`, {
    code: 'ambiguous',
    zone,
    hint: `name one by its ID, or its zone with -z:\n${matches.map((match) => `${match.entry.id ?? '?'}  ${match.zone.zone}`).join('\n')}`,
    details: { matches: matches.map((match) => ({ id: match.entry.id, zone: match.zone.zone })) },
  });
}

function notFound(nameOrId: string, where: string, hint: string, zone?: string): ExoError {
  return new ExoError('not-found', `there is no deployment ${JSON.stringify(nameOrId)} in ${where}`, {
    zone,
    hint,
  });
}

/** Says where else the name lives, when the other zones tell. Whether they answer changes nothing else. */
async function notFoundIn(
  deps: Deps,
  zone: string,
  nameOrId: string,
  lists: NonNullable<FindOptions['lists']>,
): Promise<ExoError> {
  const client = await deps.client();
  const names = await client.zoneNames().catch(() => []);
  const others = names.filter((name) => name !== zone).map((name) => client.in(name));
  const answers = await askZones(others, async (each) =>
    (await matching(each, nameOrId, lists)).length > 0 ? [each.zone] : [],
  );
  const elsewhere = answers.flatMap((answer) => ('items' in answer ? answer.items : []));
  const hint =
    elsewhere.length > 0
      ? `it is in ${elsewhere.join(' and ')}: use -z ${elsewhere[0]}`
      : `see what there is with: exo-di deployment list -z ${zone}`;
  return notFound(nameOrId, zone, hint, zone);
}

function idOf(entry: DeploymentEntry, nameOrId: string, zone: string): string {
  if (entry.id !== undefined) return entry.id;
  throw new ExoError(
    'unexpected',
    `the service lists deployment ${JSON.stringify(nameOrId)} in ${zone} without an ID`,
    { zone },
  );
}
