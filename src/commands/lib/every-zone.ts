import type { Client } from '../../api/client.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { ExoError, failureOf } from '../../errors.js';
import { listedZone } from './chosen-zone.js';

/** What one zone answered, or why it did not. */
export type ZoneAnswer<T> = { zone: ZoneClient; items: readonly T[] } | { zone: ZoneClient; error: ExoError };

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
export async function clientsOf(client: Client, zone: string | undefined): Promise<ZoneClient[]> {
  const names = zone === undefined ? await client.zoneNames() : [zone];
  return names.map((name) => client.in(name));
}

/** What arrived, and the error to end with once it has been printed. */
export interface Gathered<T> {
  items: T[];
  incomplete?: ExoError;
}

/**
 * Puts the answers of zones together in the order of the zones. Zones that failed are warned of.
 * @throws ExoError the one failure, when every zone failed, said once
 */
export function gather<T>(deps: Pick<Deps, 'io'>, answers: readonly ZoneAnswer<T>[]): Gathered<T> {
  const failed = answers.flatMap((answer) => ('error' in answer ? [answer] : []));
  const items = answers.flatMap((answer) => ('items' in answer ? answer.items : []));
  const first = failed[0];
  if (!first) return { items };
  if (failed.length === answers.length) throw answers.length === 1 ? first.error : everyZoneFailed(failed);
  for (const { zone, error } of failed) deps.io.warn(`zone ${zone.zone}: ${error.message}`);
  const names = failed.map(({ zone }) => zone.zone);
  return {
    items,
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
  const zones = await clientsOf(await deps.client(), await listedZone(deps));
  return gather(deps, await askZones(zones, rowsOf));
}

function everyZoneFailed(failed: readonly { zone: ZoneClient; error: ExoError }[]): ExoError {
  const kinds = new Set(failed.map(({ error }) => error.kind));
  const first = failed[0]?.error ?? new ExoError('unexpected', 'no zone answered');
  // The zone in the sentence is one of many: it would read as if the others had answered.
  const message = first.message.replace(` in ${first.zone}`, ' in any zone');
  return first.retold({ kind: kinds.size === 1 ? first.kind : 'unavailable', message, zone: undefined });
}
