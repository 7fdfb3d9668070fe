import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { cached } from '../../domain/cached.js';
import { isId } from '../../domain/id.js';
import { ExoError, ifMissing, orNothing, tellNothingSent } from '../../errors.js';
import { askZones, chosenZone, clientsOf, gather, inZone, itemsOf } from './asked-zones.js';
import { type Kind, notFound, wordsOf } from './kind.js';
import { chooseMeant, isBegun, isMeant, type Named, notEverywhere, withoutId } from './meant.js';

/** A thing that was found, with its zone. */
export interface FoundIn<T> {
  zone: ZoneClient;
  id: string;
  /** Its entry in the list. */
  entry: T;
}

/** The same, without an entry if no look-up was needed. */
export type PlacedIn<T> = Pick<FoundIn<T>, 'zone' | 'id'> & { entry?: T | undefined };

export interface FindOptions<T> {
  /** A change follows. A zone that does not answer is then an error, because it may have another match. */
  change?: boolean;
  /** The lists by zone, shared by all look-ups of one command. */
  lists?: Map<string, Promise<readonly T[]>>;
}

/** How long, in ms, other zones may take for the hint that they have the name: it must not delay the error. */
const ELSEWHERE_MS = 1_000;

/**
 * Finds a thing by name, ID, or the beginning of an ID, in the given zone or in every zone. If a single zone has it,
 * that zone is used and named on stderr.
 * @throws ExoError not-found, with the other zones that have the name; conflict if several match; if it may exist, see
 * `createdUnseen`
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
    const list = await cached(lists, each.zone, () => kind.list(each, options));
    const found = list.filter((entry) => isMeant(entry, nameOrId));
    return kind.prefer?.(found) ?? found;
  };
  const zones = await clientsOf(deps, zone);
  // Another look-up of the command that has asked a zone also warns if it fails.
  const warned = new Set(lists.keys());
  const gathering = askZones(zones, async (each) =>
    (await matching(each)).map((entry) => ({ zone: each, entry })),
  ).then((answers) => gather(deps, answers, warned));
  const { items, incomplete } = await (change
    ? gathering.catch(tellNothingSent(`${noun} ${nameOrId}`))
    : gathering);
  const only = chooseMeant(
    nameOrId,
    `${noun}s${inZone(zone)}`,
    items,
    (match) => ({ id: match.entry.id, zone: match.zone.zone }),
    { zone, how: 'name one by its ID, or its zone with -z' },
  );
  // A zone that failed may have another thing of the same name, but not of the same ID.
  if (incomplete && (!only || (change && !isId(nameOrId))))
    throw notEverywhere(noun, nameOrId, incomplete, only?.zone.zone);
  if (!only) {
    for (const each of zones) {
      const unseen = await unlisted(deps, kind, nameOrId, each);
      if (unseen) return { zone: each, ...unseen };
    }
    if (zone !== undefined && isId(nameOrId)) {
      const [client, id] = [(await deps.client()).in(zone), nameOrId.toLowerCase()];
      const read = await kind.read(client, id).catch(ifMissing);
      if (read) {
        deps.io.say(`No list shows ${noun} ${read.name} in ${zone}; it was found by its ID.`);
        return { zone: client, id, entry: read };
      }
    }
    const asked = [...lists].flatMap(([at, list]) => (zone === undefined || at === zone ? [list] : []));
    const there = (await Promise.all(asked.map((list) => list.catch(() => [])))).flat();
    const isThere = async (each: ZoneClient, soon: CallOptions) => (await matching(each, soon)).length > 0;
    const elsewhere = zone === undefined ? [] : await otherZonesWith(deps, zone, isThere);
    throw notFound(kind, [nameOrId], zone, { elsewhere, there: there.map(({ name }) => name) });
  }
  const { entry } = only;
  const place = only.zone.zone;
  if (isBegun(entry, nameOrId)) deps.io.say(`${nameOrId} is ${noun} ${entry.name} in ${place}.`);
  else if (zone === undefined) deps.io.say(`Found ${nameOrId} in ${place}.`);
  if (entry.id === undefined) throw withoutId(noun, nameOrId, place);
  return { zone: only.zone, id: entry.id, entry };
}

/**
 * A thing that this machine has created and no list shows yet.
 * @param former see `createdUnseen`
 * @throws ExoError if it may exist, see `createdUnseen`
 */
export async function unlisted<T extends Named>(
  deps: Deps,
  kind: Kind<T>,
  name: string,
  zone: ZoneClient,
  former?: string,
): Promise<{ id: string; entry: T } | undefined> {
  const { createdUnseen } = await import('./creation/unseen.js');
  return createdUnseen(deps, wordsOf(kind, name, zone.zone), (id) => kind.read(zone, id), former);
}

/** Finds a thing like `find`, but uses an ID in a known zone without any request. @throws ExoError as `find` */
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

/** The hint if what was found by its name is then not found by its ID. */
const FOUND_BEFORE =
  "it was found a moment ago: it may have just been deleted, or one of the service's answers is behind; run the same command again in a while";

/**
 * Acts on a thing that `place` or `find` returned. If an ID was used without a look-up and the service does not know
 * it, the text may be the name of a thing; then it acts on that one.
 * @throws ExoError what `act` throws; conflict if several things have the name; if it may exist, see `createdUnseen`
 */
export async function actOn<T extends Named, R>(
  deps: Deps,
  kind: Kind<T>,
  nameOrId: string,
  found: PlacedIn<T>,
  act: (found: PlacedIn<T>) => Promise<R>,
): Promise<R> {
  try {
    return await act(found);
  } catch (error) {
    if (!(error instanceof ExoError) || error.kind !== 'not-found') throw error;
    if (found.entry) throw error.retold({ hint: error.hint ?? FOUND_BEFORE });
    const { zone } = found;
    const { noun, list, prefer = (items: readonly T[]) => items } = kind;
    const listed = (await list(zone).catch(orNothing)) ?? [];
    const named = prefer(listed.filter(({ name }) => name === nameOrId));
    const entry = chooseMeant(nameOrId, `${noun}s in ${zone.zone}`, named, ({ id }) => ({ id }));
    if (entry?.id !== undefined) return act({ zone, id: entry.id, entry });
    const unseen = await unlisted(deps, kind, nameOrId, zone);
    if (!unseen) throw error;
    return act({ zone, ...unseen });
  }
}

/**
 * The other zones that have a thing, for a hint. Only those that answer soon count; without a terminal none is asked.
 * @param hasIt asks one zone, within the given time
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
