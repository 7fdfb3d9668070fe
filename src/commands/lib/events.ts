import { ApiError } from '../../api/errors.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { type AuditEntry, mergeEvents } from '../../domain/audit.js';
import type { Window } from '../../domain/money/gpu-time.js';
import { ExoError } from '../../errors.js';
import type { Event } from '../../schemas/usage.js';

/** The service knows no pages of events: a long time is asked for in pieces of so many ms, a few at once. */
const PIECE_MS = 31 * 24 * 3_600_000;
const AT_ONCE = 4;

/**
 * The events of a window as one zone tells them, oldest first.
 * @throws ExoError credentials that names the operation where a role does not allow it
 */
export async function eventsOf(zone: ZoneClient, window: Window): Promise<AuditEntry[]> {
  return mergeEvents(await eventAnswers(zone, window));
}

/** The same, as they came. @param atOnce pieces asked for at the same time: fewer where other zones are asked beside */
export async function eventAnswers(
  zone: ZoneClient,
  { fromMs, toMs }: Window,
  atOnce = AT_ONCE,
): Promise<Event[][]> {
  const pieces: Window[] = [];
  for (let at = fromMs; at < toMs; at += PIECE_MS)
    pieces.push({ fromMs: at, toMs: Math.min(at + PIECE_MS, toMs) });
  const answers: Event[][] = [];
  for (let at = 0; at < pieces.length; at += atOnce) {
    const some = pieces
      .slice(at, at + atOnce)
      .map((one) => zone.listEvents(new Date(one.fromMs), new Date(one.toMs)));
    answers.push(...(await permitted('list-events', Promise.all(some))));
  }
  return answers;
}

/** Names the permission that is missing where a role policy refuses an operation. */
export async function permitted<T>(operation: string, asked: Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 403 || error.code !== 'forbidden') throw error;
    throw new ExoError('credentials', error.message, {
      code: error.code,
      zone: error.zone,
      request: error.request,
      hint: `the role of this key has to allow the operation ${operation}; commands that use no other go on working\nsee which key it is with: exo-di config show`,
      details: { operation, status: error.status },
      cause: error,
    });
  });
}
