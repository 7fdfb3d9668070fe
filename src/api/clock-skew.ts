import { ExoError } from '../errors.js';
import type { CallContext } from './call.js';
import type { HttpResponse } from './http/transport.js';

/** Clocks that differ by at most this many milliseconds count as equal. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Refuses an answer whose times are to be compared with this machine's clock, if that clock is ahead of the service's:
 * what was written just now would seem old.
 * @param sentAt when the request was sent, by this machine's clock, in ms; the time of the answer would make the clock
 * look fast if the answer was slow
 * @throws ExoError unexpected (code `clock`) if this machine's clock is more than a minute ahead
 */
export function requireClock(
  { doing, zone, request }: CallContext,
  response: HttpResponse,
  sentAt: number,
): void {
  const words = aheadInWords(response, sentAt);
  if (words === undefined) return;
  throw new ExoError('unexpected', `could not ${doing} by their times: ${words}`, {
    code: 'clock',
    zone,
    request,
    hint: 'set the clock of this machine right, and run the same command again',
  });
}

/**
 * How far this machine's clock is ahead of the service's, in words; undefined if it is not, or by a minute at most.
 * @param sentAt as for `requireClock`
 */
export function aheadInWords(response: HttpResponse, sentAt: number): string | undefined {
  const skew = clockSkew(response, sentAt);
  return skew && skew.ms > 0 ? skew.words : undefined;
}

/**
 * How far this machine's clock is ahead of the server's, in ms, negative if it is behind. Undefined if they differ by a
 * minute at most, or if the answer has no date.
 */
export function clockSkew(response: HttpResponse, nowMs: number): { ms: number; words: string } | undefined {
  const server = Date.parse(response.headers.date ?? '');
  const ms = nowMs - server;
  if (Number.isNaN(server) || Math.abs(ms) <= CLOCK_SKEW_MS) return undefined;
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const by = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return { ms, words: `this machine's clock is ${by} ${ms > 0 ? 'ahead of' : 'behind'} the service's` };
}
