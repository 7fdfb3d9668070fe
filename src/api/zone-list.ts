import { cached } from '../domain/cached.js';
import { KNOWN_ZONES } from '../domain/known-zones.js';
import { hintOfMeant } from '../domain/likely.js';
import { atZone, commandLine } from '../domain/shell-words.js';
import { ExoError, UsageError } from '../errors.js';
import type { Zone } from '../schemas/organization.js';
import { orAborted } from './or-aborted.js';

/**
 * Makes a function that returns the zones of `list-zones`. Simultaneous calls with the same time limit share one
 * request, which ends when none of them waits for it any more. An answer is kept for all later calls.
 * @param ask sends `list-zones`, within the given milliseconds
 */
export function zoneList(ask: (atMostMs: number, signal: AbortSignal) => Promise<{ zones: Zone[] }>) {
  let zones: Zone[] | undefined;
  const pending = new Map<
    number,
    { answer: Promise<{ zones: Zone[] }>; ending: AbortController; waiting: number }
  >();
  return async (atMostMs = Number.POSITIVE_INFINITY, signal?: AbortSignal): Promise<Zone[]> => {
    if (zones) return zones;
    // A request serves only calls with its own time limit: a call with a shorter one would wait too long.
    const request = cached(pending, atMostMs, () => {
      const ending = new AbortController();
      return { answer: ask(atMostMs, ending.signal), ending, waiting: 0 };
    });
    request.waiting++;
    try {
      const { zones: all } = await orAborted(request.answer, signal);
      // A zone that is listed twice is kept once: otherwise it would be asked twice, and show each deployment twice.
      zones = [...new Map(all.map((zone) => [zone.name, zone])).values()];
      return zones;
    } finally {
      // A failed request is not kept: a program may go on after the error, and its next call asks again.
      if (--request.waiting === 0) {
        pending.delete(atMostMs);
        request.ending.abort();
      }
    }
  };
}

/** Whether a zone is one of the built-in zones. */
export const isKnown = (zone: string) => KNOWN_ZONES.some((known) => known === zone);

/**
 * The error for a zone that the list of zones does not have. For a built-in zone the error blames the list; any other
 * name is taken for a typing mistake.
 * @param chosen the zone chosen for the whole command; the message says what chose it, unless that was a flag
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

/** The error for an endpoint whose list of zones cannot be used. @param facts the beginning of its hint */
export const unusableList = (problem: string, zone?: string, facts = '') =>
  new ExoError('unavailable', `the endpoint's list of zones ${problem}`, {
    code: 'zone-not-listed',
    zone,
    hint: `${facts}see what answers there: ${commandLine('doctor', [], atZone(zone))}`,
  });

/** Where a value comes from, for an error: ` (EXOSCALE_ZONE)`; empty for a flag, which the user has just typed. */
export const namedBy = (from: string) => (from.startsWith('flag ') ? '' : ` (${from})`);
