import { hintOfMeant } from '../domain/likely.js';
import { commandLine } from '../domain/shell-words.js';
import { KNOWN_ZONES } from '../domain/zones.js';
import { ExoError, UsageError } from '../errors.js';
import type { Zone } from '../schemas/organization.js';

/**
 * The zones as `list-zones` tells them, asked once for all who wait no longer than each other, and then kept.
 * @param ask asks for them, within so many milliseconds
 */
export function zoneList(ask: (atMostMs: number) => Promise<{ zones: Zone[] }>) {
  let zones: Zone[] | undefined;
  const asked = new Map<number, Promise<{ zones: Zone[] }>>();
  return async (atMostMs = Number.POSITIVE_INFINITY): Promise<Zone[]> => {
    if (zones) return zones;
    // Calls with the same limit of time share one request; another limit needs its own.
    const answer = asked.get(atMostMs) ?? ask(atMostMs);
    asked.set(atMostMs, answer);
    try {
      const { zones: all } = await answer;
      // A zone that is listed twice counts once: asked twice, it would show each of its deployments twice.
      zones = [...new Map(all.map((zone) => [zone.name, zone])).values()];
      return zones;
    } finally {
      // What could not be asked is asked again, where a program goes on.
      asked.delete(atMostMs);
    }
  };
}

/** Is a zone one that the service is known to have? */
export const isKnown = (zone: string) => KNOWN_ZONES.some((known) => known === zone);

/**
 * The error for a zone that a list does not have. A zone that the service is known to have is a gap in that list, any other
 * is a mistyped name.
 * @param chosen the zone that was named for the whole command; where no flag did, who did is said
 */
export function unknownZone(
  zone: string,
  all: readonly Zone[],
  chosen: { name: string; from: string } | undefined,
): ExoError {
  const names = all.map(({ name }) => name).sort();
  if (names.length === 0) return unusableList('is empty', zone);
  if (isKnown(zone))
    return unusableList(`does not have ${zone}`, zone, `the zones it has are ${names.join(', ')}; `);
  const facts = hintOfMeant(zone, names, `the zones are ${names.join(', ')}`);
  const by = chosen?.name === zone ? namedBy(chosen.from) : '';
  return new UsageError(`there is no zone ${JSON.stringify(zone)}${by}`, facts);
}

/** The error for an endpoint whose list of zones leads nowhere. @param facts what its hint begins with */
export const unusableList = (problem: string, zone?: string, facts = '') =>
  new ExoError('unavailable', `the endpoint's list of zones ${problem}`, {
    code: 'zone-not-listed',
    zone,
    hint: `${facts}see what answers there: ${commandLine('doctor', [], zone === undefined ? [] : ['-z', zone])}`,
  });

/** Where a value comes from, for an error: ` (EXOSCALE_ZONE)`; nothing for a flag, which people see. */
export const namedBy = (from: string) => (from.startsWith('flag ') ? '' : ` (${from})`);
