import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isId } from '../../domain/deployment-state.js';
import { whatIsMeant } from '../../domain/likely.js';
import { type ErrorFacts, ExoError } from '../../errors.js';
import { chosenZone } from './chosen-zone.js';
import { askZones, clientsOf, gather } from './every-zone.js';
import { chooseMeant, isBegun, isMeant, type Named } from './meant.js';

/** A kind of thing that lives in zones and has a name or, at least once the service has made it, an ID. */
export interface Kind<T> {
  /** `deployment`: for messages, and the command that lists them. */
  noun: string;
  list(zone: ZoneClient, options?: CallOptions): Promise<readonly T[]>;
  /** The ones that are meant, of several that a name or ID fits in one zone; all of them when absent. */
  prefer?(items: readonly T[]): readonly T[];
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
  const only = chooseMeant(
    nameOrId,
    zone === undefined ? `${kind.noun}s` : `${kind.noun}s in ${zone}`,
    items,
    (match) => ({ id: match.entry.id, zone: match.zone.zone }),
    { zone, how: 'name one by its ID, or its zone with -z' },
  );
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
  if (!only) {
    const listed = await Promise.all([...lists.values()].map((list) => list.catch(() => [])));
    throw notFound(kind, nameOrId, 'any zone', whatThereIs(kind, nameOrId, listed.flat()));
  }
  if (isBegun(only.entry, nameOrId))
    deps.io.say(`${nameOrId} is ${kind.noun} ${only.entry.name} in ${only.zone.zone}.`);
  else if (zone === undefined) deps.io.say(`Found ${nameOrId} in ${only.zone.zone}.`);
  return { zone: only.zone, id: idOf(kind, only.entry, nameOrId, only.zone.zone), entry: only.entry };
}

/** Entries of a zone that a name or an ID means. */
async function matching<T extends Named>(
  zone: ZoneClient,
  kind: Kind<T>,
  nameOrId: string,
  lists: NonNullable<FindOptions<T>['lists']>,
  options?: CallOptions,
): Promise<readonly T[]> {
  const list = lists.get(zone.zone) ?? kind.list(zone, options);
  lists.set(zone.zone, list);
  const found = (await list).filter((entry) => isMeant(entry, nameOrId));
  return kind.prefer?.(found) ?? found;
}

/** What may have been meant, of all that was listed, and how to see the rest, in whatever zone that is. */
function whatThereIs(
  { noun }: Pick<Kind<unknown>, 'noun'>,
  nameOrId: string,
  listed: readonly Named[],
): Pick<ErrorFacts, 'hint' | 'meant'> {
  const { question, meant } = whatIsMeant(
    nameOrId,
    listed.map(({ name }) => name),
  );
  return { hint: `${question ? `${question}\n` : ''}see what there is with: exo-di ${noun} list`, meant };
}

function notFound(
  { noun }: Pick<Kind<unknown>, 'noun'>,
  nameOrId: string,
  where: string,
  facts: Pick<ErrorFacts, 'zone' | 'hint' | 'meant'>,
): ExoError {
  return new ExoError('not-found', `there is no ${noun} ${JSON.stringify(nameOrId)} in ${where}`, facts);
}

/** How long the other zones may take to say that a name is theirs: nobody asked them, in ms. */
const ELSEWHERE_MS = 1_000;

/**
 * Says where else the name lives, when the other zones tell in time and someone is there to read it. Whether they
 * answer changes nothing else.
 */
async function notFoundIn<T extends Named>(
  deps: Deps,
  kind: Kind<T>,
  zone: string,
  nameOrId: string,
  lists: NonNullable<FindOptions<T>['lists']>,
): Promise<ExoError> {
  const elsewhere = await otherZonesWith(
    deps,
    zone,
    async (each, soon) => (await matching(each, kind, nameOrId, lists, soon)).length > 0,
  );
  const [first] = elsewhere;
  if (first !== undefined) {
    const hint = `it is in ${elsewhere.join(' and ')}: use -z ${first}`;
    return notFound(kind, nameOrId, zone, { zone, hint, meant: { typed: zone, words: [first] } });
  }
  const listed = (await lists.get(zone)) ?? [];
  return notFound(kind, nameOrId, zone, { zone, ...whatThereIs(kind, nameOrId, listed) });
}

/**
 * Zones but the one that was asked in which something is, as far as they answer soon and someone is there to read it.
 * @param has asks one of them, in the time it is given
 */
export async function otherZonesWith(
  deps: Deps,
  zone: string,
  has: (zone: ZoneClient, soon: CallOptions) => Promise<boolean>,
): Promise<string[]> {
  if (!deps.io.interactive) return [];
  const client = await deps.client();
  const names = await client.zoneNames().catch(() => []);
  const others = names.filter((name) => name !== zone).map((name) => client.in(name));
  const answers = await askZones(others, async (each) =>
    (await has(each, { atMostMs: ELSEWHERE_MS })) ? [each.zone] : [],
  );
  return answers.flatMap((answer) => ('items' in answer ? answer.items : []));
}

function idOf(kind: Pick<Kind<unknown>, 'noun'>, entry: Named, nameOrId: string, zone: string): string {
  if (entry.id !== undefined) return entry.id;
  throw new ExoError(
    'unexpected',
    `the service lists ${kind.noun} ${JSON.stringify(nameOrId)} in ${zone} without an ID`,
    { zone },
  );
}
