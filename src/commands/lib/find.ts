import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isId } from '../../domain/id.js';
import { ExoError, orNothing } from '../../errors.js';
import { askZones, chosenZone, clientsOf, gather, itemsOf } from './asked-zones.js';
import { type Kind, wordsOf } from './kind.js';
import { chooseMeant, isBegun, isMeant, type Named, notEverywhere, notFound, withoutId } from './meant.js';

/** Something that was found, and the zone it lives in. */
export interface FoundIn<T> {
  zone: ZoneClient;
  id: string;
  /** As the list has it. */
  entry: T;
}

/** The same, which may have needed no look-up: then there is no entry. */
export type PlacedIn<T> = Pick<FoundIn<T>, 'zone' | 'id'> & { entry?: T | undefined };

export interface FindOptions<T> {
  /** A change is meant: then a zone that does not answer is an obstacle, for it may hold another match. */
  change?: boolean;
  /** The lists of the zones, shared by the look-ups of one command. */
  lists?: Map<string, Promise<readonly T[]>>;
}

/** How long the other zones may take to say that a name is theirs: nobody asked them, in ms. */
const ELSEWHERE_MS = 1_000;

/**
 * Finds a thing by name, ID, or the beginning of an ID: in the zone that is given, else in every zone, where exactly one
 * match is used and its zone named on stderr.
 * @throws ExoError not-found (naming where else the name lives), conflict when several match
 */
export async function find<T extends Named>(
  deps: Deps,
  kind: Kind<T>,
  nameOrId: string,
  { change = false, lists = new Map() }: FindOptions<T> = {},
): Promise<FoundIn<T>> {
  const { noun } = kind;
  const zone = await chosenZone(deps);
  const matching = async (each: ZoneClient, options?: CallOptions) => {
    const list = lists.get(each.zone) ?? kind.list(each, options);
    lists.set(each.zone, list);
    const found = (await list).filter((entry) => isMeant(entry, nameOrId));
    return kind.prefer?.(found) ?? found;
  };
  const answers = await askZones(await clientsOf(deps, zone), async (each) =>
    (await matching(each)).map((entry) => ({ zone: each, entry })),
  );
  const { items, incomplete } = gather(deps, answers);
  const only = chooseMeant(
    nameOrId,
    zone === undefined ? `${noun}s` : `${noun}s in ${zone}`,
    items,
    (match) => ({ id: match.entry.id, zone: match.zone.zone }),
    { zone, how: 'name one by its ID, or its zone with -z' },
  );
  // Another zone may have one of the same name, but none of the same ID.
  if (incomplete && (!only || (change && !isId(nameOrId))))
    throw notEverywhere(noun, nameOrId, incomplete, only?.zone.zone);
  if (!only) {
    for (const { zone: each } of answers) {
      const looked = unlisted(deps, kind, nameOrId, each);
      const unseen = await (change ? looked : looked.catch(orNothing));
      if (unseen) return { zone: each, ...unseen };
    }
    const asked = [...lists].flatMap(([at, list]) => (zone === undefined || at === zone ? [list] : []));
    const there = (await Promise.all(asked.map((list) => list.catch(() => [])))).flat();
    const isThere = async (each: ZoneClient, soon: CallOptions) => (await matching(each, soon)).length > 0;
    const elsewhere = zone === undefined ? [] : await otherZonesWith(deps, zone, isThere);
    throw notFound(noun, nameOrId, zone, { elsewhere, there });
  }
  const { entry } = only;
  const place = only.zone.zone;
  if (isBegun(entry, nameOrId)) deps.io.say(`${nameOrId} is ${noun} ${entry.name} in ${place}.`);
  else if (zone === undefined) deps.io.say(`Found ${nameOrId} in ${place}.`);
  if (entry.id === undefined) throw withoutId(noun, nameOrId, place);
  return { zone: only.zone, id: entry.id, entry };
}

/** What this machine has created there, and no list shows yet. @throws ExoError it may exist, see `createdUnseen` */
export async function unlisted<T extends Named>(
  deps: Deps,
  kind: Kind<T>,
  name: string,
  zone: ZoneClient,
): Promise<{ id: string; entry: T } | undefined> {
  const { createdUnseen } = await import('./creation/unseen.js');
  return createdUnseen(deps, wordsOf(kind, name, zone.zone), (id) => kind.read(zone, id));
}

/** Finds it, but an ID in a known zone is taken as it is, without a request. @throws ExoError as `find` */
export async function place<T extends Named>(
  deps: Deps,
  kind: Kind<T>,
  nameOrId: string,
  options?: FindOptions<T>,
): Promise<PlacedIn<T>> {
  const client = await deps.client();
  const zone = await chosenZone(deps);
  if (zone === undefined || !isId(nameOrId)) return find(deps, kind, nameOrId, options);
  return { zone: client.in(zone), id: nameOrId.toLowerCase() };
}

/**
 * Acts on what was found. An ID that was taken as it is, and that the service does not know, may be somebody's name:
 * then that one is acted on. @throws ExoError what `act` throws, of the ID where there is no such name; conflict when several have it
 */
export async function actOn<T extends Named, R>(
  { noun, list, prefer = (items) => items }: Kind<T>,
  nameOrId: string,
  found: PlacedIn<T>,
  act: (found: PlacedIn<T>) => Promise<R>,
): Promise<R> {
  try {
    return await act(found);
  } catch (error) {
    if (found.entry || !(error instanceof ExoError) || error.kind !== 'not-found') throw error;
    const { zone } = found;
    const listed = (await list(zone).catch(orNothing)) ?? [];
    const named = prefer(listed.filter(({ name }) => name === nameOrId));
    const entry = chooseMeant(nameOrId, `${noun}s in ${zone.zone}`, named, ({ id }) => ({ id }));
    if (entry?.id === undefined) throw error;
    return act({ zone, id: entry.id, entry });
  }
}

/**
 * Zones but the one that was asked in which something is, as far as they answer soon and someone is there to read it.
 * Whether they answer changes nothing else.
 * @param hasIt asks one of them, in the time it is given
 */
export async function otherZonesWith(
  deps: Deps,
  zone: string,
  hasIt: (zone: ZoneClient, soon: CallOptions) => Promise<boolean>,
): Promise<string[]> {
  if (!deps.io.interactive) return [];
  const zones = await clientsOf(deps, undefined).catch(() => []);
  const others = zones.filter((each) => each.zone !== zone);
  const has = async (each: ZoneClient) =>
    (await hasIt(each, { atMostMs: ELSEWHERE_MS })) ? [each.zone] : [];
  return itemsOf(await askZones(others, has));
}
