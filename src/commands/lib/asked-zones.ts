import { ApiError } from '../../api/errors.js';
import { type ZoneClient, zoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { BUILT_IN_ZONE } from '../../domain/zones.js';
import { ExoError, failureOf } from '../../errors.js';

/** The zone of -z, EXOSCALE_ZONE or the account; undefined when nothing names one. */
export async function chosenZone(deps: Deps): Promise<string | undefined> {
  return (await deps.settings()).zone?.name;
}

/**
 * The zone a list is narrowed to: that of -z and no other. EXOSCALE_ZONE and an account's default zone are where things
 * are made and looked for; a list shows every zone all the same, as `exo` does, so that nothing is billed unseen.
 */
export async function listedZone(deps: Deps): Promise<string | undefined> {
  return deps.globals.zone ? chosenZone(deps) : undefined;
}

/**
 * For what belongs to the organization: any zone answers for all, so which one is asked needs no words, until it does not
 * answer: then another can be asked.
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

/** The built-in zone, or where an endpoint has not got it, the first that it has. */
function builtInOf(names: readonly string[]): string {
  return names.includes(BUILT_IN_ZONE) ? BUILT_IN_ZONE : (names[0] ?? BUILT_IN_ZONE);
}

function withAnother(error: ExoError): ExoError {
  if (error.kind !== 'unavailable' || error.hint !== undefined) return error;
  const hint =
    'any zone answers for all; ask another with -z ZONE\nsee what is reachable with: exo-di doctor';
  return error instanceof ApiError ? error.hinted(hint) : error.retold({ hint });
}

/** The zone something is made in: the chosen one, else the built-in one, which is then named on stderr. */
export async function zoneOrBuiltIn(deps: Deps): Promise<ZoneClient> {
  const chosen = await chosenZone(deps);
  if (chosen === undefined) deps.io.say(`No zone given, using ${BUILT_IN_ZONE} (another with -z ZONE).`);
  return (await deps.client()).in(chosen ?? BUILT_IN_ZONE);
}

/** What one zone answered, or why it did not. */
type ZoneAnswer<T> = { zone: ZoneClient; items: readonly T[] } | { zone: ZoneClient; error: ExoError };

/** Asks zones at the same time; a zone that fails does not fail the others. */
export async function askZones<T>(
  zones: readonly ZoneClient[],
  ask: (zone: ZoneClient) => Promise<readonly T[]>,
): Promise<ZoneAnswer<T>[]> {
  return Promise.all(
    zones.map(async (zone): Promise<ZoneAnswer<T>> => {
      try {
        return { zone, items: await ask(zone) };
      } catch (error) {
        // Being interrupted is no failure of a zone.
        return { zone, error: failureOf(error) };
      }
    }),
  );
}

/** Every zone there is, or only the one that is given. */
export async function clientsOf(deps: Deps, zone: string | undefined): Promise<ZoneClient[]> {
  const client = await deps.client();
  const names = zone === undefined ? await client.zoneNames() : [zone];
  return names.map((name) => client.in(name));
}

/** What those that answered have brought, in the order of the zones. */
export const itemsOf = <T>(answers: readonly ZoneAnswer<T>[]): T[] =>
  answers.flatMap((answer) => ('items' in answer ? answer.items : []));

/** Those that did not answer. */
export const failedOf = <T>(answers: readonly ZoneAnswer<T>[]) =>
  answers.flatMap((answer) => ('error' in answer ? [answer] : []));

/** What arrived, and the error to end with once it has been printed. */
export interface Gathered<T> {
  items: T[];
  silent?: readonly string[];
  incomplete?: ExoError;
}

/**
 * Puts the answers of zones together in the order of the zones. Zones that failed are warned of.
 * @throws ExoError the one failure, when every zone failed, said once
 */
export function gather<T>(deps: Pick<Deps, 'io'>, answers: readonly ZoneAnswer<T>[]): Gathered<T> {
  const failed = failedOf(answers);
  const items = itemsOf(answers);
  const [first] = failed;
  if (!first) return { items };
  if (failed.length === answers.length) throw answers.length === 1 ? first.error : everyZoneFailed(failed);
  for (const { zone, error } of failed) deps.io.warn(`zone ${zone.zone}: ${error.message}`);
  const names = failed.map(({ zone }) => zone.zone);
  return {
    items,
    silent: names,
    incomplete: new ExoError(
      'incomplete',
      `${names.length} of ${answers.length} zones failed: ${names.join(', ')}`,
      {
        hint: 'what the other zones answered was printed; to ask one zone alone add -z ZONE',
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

/** Rows of the zone a list is narrowed to, else of every zone, in the order of the zones. @throws ExoError when all zones fail */
export async function listEveryZone<T>(
  deps: Deps,
  rowsOf: (zone: ZoneClient) => Promise<readonly T[]>,
): Promise<Gathered<T>> {
  const zones = await clientsOf(deps, await listedZone(deps));
  return gather(deps, await askZones(zones, rowsOf));
}

function everyZoneFailed(failed: readonly { zone: ZoneClient; error: ExoError }[]): ExoError {
  const kinds = new Set(failed.map(({ error }) => error.kind));
  const first = failed[0]?.error ?? new ExoError('unexpected', 'no zone answered');
  // The zone in the sentence is one of many: it would read as if the others had answered.
  const message = first.message.replace(` in ${first.zone}`, ' in any zone');
  return first.retold({ kind: kinds.size === 1 ? first.kind : 'unavailable', message, zone: undefined });
}
