import { ExoError } from '../errors.js';
import type { CallContext } from './call.js';
import type { HttpResponse } from './http/transport.js';

/** Clocks that differ by no more than this agree, in ms. */
const CLOCK_SKEW_MS = 60_000;

/**
 * What is answered is held against this machine's clock: ahead of the service's, it takes what was written just now for old.
 * @param sentAt when the request went out, by our clock, in ms: how long its answer took makes no clock a fast one
 * @throws ExoError unexpected (code `clock`) for a clock that is more than a minute ahead
 */
export function requireClock(
  { doing, zone, request }: CallContext,
  response: HttpResponse,
  sentAt: number,
): void {
  const skew = clockSkew(response, sentAt);
  if (skew === undefined || skew.ms < 0) return;
  throw new ExoError('unexpected', `could not ${doing} by their times: ${skew.words}`, {
    code: 'clock',
    zone,
    request,
    hint: 'set the clock of this machine right, and run the same command again',
  });
}

/** By how much our clock is ahead of the server's, negative for behind; undefined when they agree to a minute. */
export function clockSkew(response: HttpResponse, nowMs: number): { ms: number; words: string } | undefined {
  const server = Date.parse(response.headers.date ?? '');
  const ms = nowMs - server;
  if (Number.isNaN(server) || Math.abs(ms) <= CLOCK_SKEW_MS) return undefined;
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const by = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return { ms, words: `this machine's clock is ${by} ${ms > 0 ? 'ahead of' : 'behind'} the service's` };
}
