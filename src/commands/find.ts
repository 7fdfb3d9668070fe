import type { ZoneClient } from '../api/zone-client.js';
import type { Deps } from '../deps.js';
import { isBeginningOfId, isId } from '../domain/deployment-state.js';
import { ExoError } from '../errors.js';
import { askZones, clientsOf, gather } from './every-zone.js';
import { chosenZone } from './zones.js';

/** A kind of thing that lives in zones and has a name or, at least once the service has made it, an ID. */
export interface Kind<T> {
  /** `deployment`: for messages, and the command that lists them. */
  noun: string;
  list(zone: ZoneClient): Promise<readonly T[]>;
  /** The ones that are meant, of several that a name or ID fits in one zone; all of them when absent. */
  prefer?(items: readonly T[]): readonly T[];
}

/** What any kind has in an answer of the service. */
export interface Named {
  id?: string | undefined;
  name: string;
}

/** Something that was found, and the zone it lives in. */
export interface FoundIn<T> {
  zone: ZoneClient;
  id: string;
  /** As the list has it; absent when an ID in a known zone needed no look-up. */
  entry: T | undefined;
}

export interface FindOptions<T> {
  /** false: an ID in a known zone is taken as it is, without a request. */
  lookUp?: boolean;
  /** A change is meant: then a zone that does not answer is an obstacle, for it may hold another match. */
  change?: boolean;
  /** The lists of the zones, shared by the look-ups of one command. */
  lists?: Map<string, Promise<readonly T[]>>;
}

/**
 * Finds a thing by name, ID, or the beginning of an ID: in the zone that is given, else in every zone, where exactly one
 * match is used and its zone named on stderr.
 * @throws ExoError not-found (naming where else the name lives), conflict when several match
 */
export async function find<T extends Named>(
  deps: Deps,
  kind: Kind<T>,
  nameOrId: string,
  { lookUp = true, change = false, lists = new Map() }: FindOptions<T> = {},
): Promise<FoundIn<T>> {
  const client = await deps.client();
  const zone = await chosenZone(deps);
  if (zone !== undefined && isId(nameOrId) && !lookUp)
    return { zone: client.in(zone), id: nameOrId.toLowerCase(), entry: undefined };
  const zones = await clientsOf(client, zone);
  const answers = await askZones(zones, async (each) =>
    (await matching(each, kind, nameOrId, lists)).map((entry) => ({ zone: each, entry })),
  );
  const { items, incomplete } = gather(deps, answers);
  const only = choose(kind, items, nameOrId, zone);
  if (!only && zone !== undefined) throw await notFoundIn(deps, kind, zone, nameOrId, lists);
  if (incomplete && (!only || change)) {
    throw new ExoError(
      'unavailable',
      `${kind.noun} ${nameOrId} could not be looked for everywhere: ${incomplete.message}`,
      {
        hint: 'name its zone with -z ZONE',
        details: incomplete.details,
      },
    );
  }
  if (!only) throw notFound(kind, nameOrId, 'any zone', `see what there is with: exo-di ${kind.noun} list`);
  if (isBegun(only.entry, nameOrId))
    deps.io.say(`${nameOrId} is ${kind.noun} ${only.entry.name} in ${only.zone.zone}.`);
  else if (zone === undefined) deps.io.say(`Found ${nameOrId} in ${only.zone.zone}.`);
  return { zone: only.zone, id: idOf(kind, only.entry, nameOrId, only.zone.zone), entry: only.entry };
}

/**
 * Does a name, an ID, or the beginning of one as narrow lists show it, mean this one? What is the name of one and the
 * beginning of another means both, and so none for sure.
 */
export function isMeant(named: Named, nameOrId: string): boolean {
  const { id, name } = named;
  return name === nameOrId || id?.toLowerCase() === nameOrId.toLowerCase() || isBegun(named, nameOrId);
}

/** By the beginning of its ID, and by nothing else. */
const isBegun = ({ id, name }: Named, text: string) =>
  name !== text &&
  isBeginningOfId(text) &&
  !isId(text) &&
  id?.toLowerCase().startsWith(text.toLowerCase()) === true;

/** Why several are meant: completes `"my-app" is ambiguous: 2 deployments …`. */
export const sharing = (nameOrId: string) =>
  isBeginningOfId(nameOrId) ? 'have that name, or an ID that begins with it' : 'have that name';

/** Entries of a zone that a name or an ID means. */
async function matching<T extends Named>(
  zone: ZoneClient,
  kind: Kind<T>,
  nameOrId: string,
  lists: NonNullable<FindOptions<T>['lists']>,
): Promise<readonly T[]> {
  const list = lists.get(zone.zone) ?? kind.list(zone);
  lists.set(zone.zone, list);
  const found = (await list).filter((entry) => isMeant(entry, nameOrId));
  return kind.prefer?.(found) ?? found;
}

interface Match<T> {
  zone: ZoneClient;
  entry: T;
}

function choose<T extends Named>(
  { noun }: Kind<T>,
  matches: readonly Match<T>[],
  nameOrId: string,
  zone: string | undefined,
): Match<T> | undefined {
  if (matches.length <= 1) return matches[0];
  const where = zone === undefined ? `${matches.length} ${noun}s` : `${matches.length} ${noun}s in ${zone}`;
  throw new ExoError('conflict', `${JSON.stringify(nameOrId)} is ambiguous: ${where} ${sharing(nameOrId)}`, {
    code: 'ambiguous',
    zone,
    hint: `name one by its ID, or its zone with -z:\n${matches.map((match) => `${match.entry.id ?? '?'}  ${match.zone.zone}`).join('\n')}`,
    details: { matches: matches.map((match) => ({ id: match.entry.id, zone: match.zone.zone })) },
  });
}

function notFound(
  { noun }: Pick<Kind<unknown>, 'noun'>,
  nameOrId: string,
  where: string,
  hint: string,
  zone?: string,
): ExoError {
  return new ExoError('not-found', `there is no ${noun} ${JSON.stringify(nameOrId)} in ${where}`, {
    zone,
    hint,
  });
}

/** Says where else the name lives, when the other zones tell. Whether they answer changes nothing else. */
async function notFoundIn<T extends Named>(
  deps: Deps,
  kind: Kind<T>,
  zone: string,
  nameOrId: string,
  lists: NonNullable<FindOptions<T>['lists']>,
): Promise<ExoError> {
  const client = await deps.client();
  const names = await client.zoneNames().catch(() => []);
  const others = names.filter((name) => name !== zone).map((name) => client.in(name));
  const answers = await askZones(others, async (each) =>
    (await matching(each, kind, nameOrId, lists)).length > 0 ? [each.zone] : [],
  );
  const elsewhere = answers.flatMap((answer) => ('items' in answer ? answer.items : []));
  const hint =
    elsewhere.length > 0
      ? `it is in ${elsewhere.join(' and ')}: use -z ${elsewhere[0]}`
      : `see what there is with: exo-di ${kind.noun} list -z ${zone}`;
  return notFound(kind, nameOrId, zone, hint, zone);
}

function idOf(kind: Pick<Kind<unknown>, 'noun'>, entry: Named, nameOrId: string, zone: string): string {
  if (entry.id !== undefined) return entry.id;
  throw new ExoError(
    'unexpected',
    `the service lists ${kind.noun} ${JSON.stringify(nameOrId)} in ${zone} without an ID`,
    { zone },
  );
}
