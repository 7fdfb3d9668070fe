import { ApiError } from '../../api/api-error.js';
import { type ZoneClient, zoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { BUILT_IN_ZONE } from '../../domain/known-zones.js';
import { ExoError, failureOf } from '../../errors.js';

/** The zone from -z, EXOSCALE_ZONE or the account; undefined if none of them names one. */
export async function chosenZone(deps: Deps): Promise<string | undefined> {
  return (await deps.settings()).zone?.name;
}

/**
 * The only zone of a list: that of -z. EXOSCALE_ZONE and the account's default zone do not narrow a list, as in `exo`,
 * so that nothing in another zone is billed unseen.
 */
export async function listedZone(deps: Deps): Promise<string | undefined> {
  return deps.globals.zone ? chosenZone(deps) : undefined;
}

/** ` in ZONE`, for messages; empty for all zones. */
export const inZone = (zone: string | undefined): string => (zone === undefined ? '' : ` in ${zone}`);

/** The same for the zone to which -z narrows a list, so that an empty list does not speak for the others. */
export const inListedZone = async (deps: Deps): Promise<string> => inZone(await listedZone(deps));

/**
 * The zone to ask about things of the organization. Every zone gives the same answer, so the choice is not mentioned,
 * except in the error if that zone does not answer.
 */
export async function anyZone(deps: Deps): Promise<ZoneClient> {
  const client = await deps.client();
  const zone = (await chosenZone(deps)) ?? builtInOf(await client.zoneNames());
  const own = client.in(zone);
  return zoneClient(zone, (call, options) =>
    own.send(call, options).catch((error: unknown) => {
      throw call.method === 'GET' && error instanceof ExoError ? withAnother(error) : error;
    }),
  );
}

/** The built-in zone, or the first zone of an endpoint that lacks it. */
function builtInOf(names: readonly string[]): string {
  return names.includes(BUILT_IN_ZONE) ? BUILT_IN_ZONE : (names[0] ?? BUILT_IN_ZONE);
}

function withAnother(error: ExoError): ExoError {
  if (error.kind !== 'unavailable' || error.hint !== undefined) return error;
  const hint =
    'every zone gives this answer; ask another one with -z ZONE\nsee what is reachable with: exo-di doctor';
  return error instanceof ApiError ? error.hinted(hint) : error.retold({ hint });
}

/** The zone for a creation: the chosen one, else the built-in one, which is then named on stderr. */
export async function zoneOrBuiltIn(deps: Deps): Promise<ZoneClient> {
  const chosen = await chosenZone(deps);
  if (chosen === undefined) deps.io.say(`No zone given, using ${BUILT_IN_ZONE} (another with -z ZONE).`);
  return (await deps.client()).in(chosen ?? BUILT_IN_ZONE);
}

/** The answer of one zone, or its failure. */
type ZoneAnswer<T> = { zone: ZoneClient; items: readonly T[] } | { zone: ZoneClient; error: ExoError };

/** Asks all zones at once. If one fails, the answers of the others are still returned. */
export async function askZones<T>(
  zones: readonly ZoneClient[],
  ask: (zone: ZoneClient) => Promise<readonly T[]>,
): Promise<ZoneAnswer<T>[]> {
  return Promise.all(
    zones.map(async (zone): Promise<ZoneAnswer<T>> => {
      try {
        return { zone, items: await ask(zone) };
      } catch (error) {
        // An interruption is not a failure of the zone: `failureOf` throws it.
        return { zone, error: failureOf(error) };
      }
    }),
  );
}

/** Clients of every zone, or of the given one. */
export async function clientsOf(deps: Deps, zone: string | undefined): Promise<ZoneClient[]> {
  const client = await deps.client();
  const names = zone === undefined ? await client.zoneNames() : [zone];
  return names.map((name) => client.in(name));
}

/** The items of all zones that answered, in the order of the zones. */
export const itemsOf = <T>(answers: readonly ZoneAnswer<T>[]): T[] =>
  answers.flatMap((answer) => ('items' in answer ? answer.items : []));

/** The zones that failed, with their errors. */
export const failedOf = <T>(answers: readonly ZoneAnswer<T>[]) =>
  answers.flatMap((answer) => ('error' in answer ? [answer] : []));

/** A zone that did not answer, or refused, with the reason. */
export interface Silence {
  zone: string;
  message: string;
}

export const silencesOf = <T>(answers: readonly ZoneAnswer<T>[]): Silence[] =>
  failedOf(answers).map(({ zone, error }) => ({ zone: zone.zone, message: error.message }));

/** The items that arrived, and the error to throw after they have been printed. */
export interface Gathered<T> {
  items: T[];
  /** The zones that were asked, where all of them were to be listed. */
  zones?: readonly string[];
  /** The zones that did not answer. */
  silent?: readonly Silence[];
  incomplete?: ExoError;
}

/**
 * Collects the items of all zones in the order of the zones, and warns of zones that failed.
 * @param warned the zones of which somebody else warns
 * @throws ExoError if every zone failed
 */
export function gather<T>(
  deps: Pick<Deps, 'io'>,
  answers: readonly ZoneAnswer<T>[],
  warned: ReadonlySet<string> = new Set(),
): Gathered<T> {
  const failed = failedOf(answers);
  const items = itemsOf(answers);
  if (failed.length === 0) return { items };
  const none = noZoneAnswered(answers);
  if (none) throw none;
  const silent = silencesOf(answers);
  for (const { zone, message } of silent) if (!warned.has(zone)) deps.io.warn(`zone ${zone}: ${message}`);
  const names = silent.map(({ zone }) => zone);
  return {
    items,
    silent,
    incomplete: new ExoError(
      'incomplete',
      `${names.length} of ${answers.length} zones failed: ${names.join(', ')}`,
      {
        hint: 'the answers of the other zones were printed; to ask only one zone add -z ZONE',
        details: {
          zones: failed.map(({ zone, error }) => ({
            zone: zone.zone,
            message: error.message,
            code: error.code,
          })),
        },
      },
    ),
  };
}

/**
 * The rows of a list, from the zone of -z or from every zone, in the order of the zones.
 * @throws ExoError if all zones fail
 */
export async function listEveryZone<T>(
  deps: Deps,
  rowsOf: (zone: ZoneClient) => Promise<readonly T[]>,
): Promise<Gathered<T> & Required<Pick<Gathered<T>, 'zones'>>> {
  const clients = await clientsOf(deps, await listedZone(deps));
  const zones = clients.map(({ zone }) => zone);
  return { ...gather(deps, await askZones(clients, rowsOf)), zones };
}

/** The error of a list if every zone that was asked has failed; undefined if at least one has answered. */
export function noZoneAnswered<T>(answers: readonly ZoneAnswer<T>[]): ExoError | undefined {
  const failed = failedOf(answers);
  const [first] = failed;
  if (!first || failed.length < answers.length) return undefined;
  if (answers.length === 1) return first.error;
  const kinds = new Set(failed.map(({ error }) => error.kind));
  // The first zone's own sentence would read as if the other zones had answered.
  const message = first.error.message.replace(` in ${first.error.zone}`, ' in any zone');
  return first.error.retold({
    kind: kinds.size === 1 ? first.error.kind : 'unavailable',
    message,
    zone: undefined,
  });
}
