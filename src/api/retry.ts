import { TransportError, type TransportFault } from './http/transport.js';
import { isTurnedAway, isUnavailable } from './status.js';

/**
 * Whether a request may be sent again when its outcome is unclear. `safe`: yes, since it reads or sets a state (GET,
 * PATCH, DELETE and scale). `create`: no, since a second one would make a second thing. It is repeated only if it
 * certainly was not accepted.
 */
export type Repeat = 'safe' | 'create';

/** Why a try brought no usable answer: the status, or the failure of the transport. */
export type Fault = { status: number } | TransportError;

/** The most tries of one call, including the first. */
export const MAX_TRIES = 5;
const BASE_MS = 250;
const CAP_MS = 8_000;

/** Faults that another try would meet again. */
const FINAL_FAULTS: ReadonlySet<TransportFault> = new Set(['certificate', 'proxy', 'too-large']);

/** Whether the request is sent again after this fault. 409 and 412 are answers and not faults. */
export function isRetried(repeat: Repeat, fault: Fault): boolean {
  if (fault instanceof TransportError) {
    if (FINAL_FAULTS.has(fault.fault)) return false;
    return repeat === 'safe' || !fault.sent;
  }
  if (isTurnedAway(fault.status)) return true;
  return repeat === 'safe' && isTransient(fault.status);
}

/** Whether a change may have been made although its try ended with this fault. */
export function isUnclear(fault: Fault): boolean {
  if (fault instanceof TransportError) return fault.sent;
  return isUnavailable(fault.status) && !isTurnedAway(fault.status);
}

/**
 * Milliseconds that one try may take, of those left until the deadline. If a server accepts the connection and says
 * nothing, time must remain for tries that may reach a better one. A creation, which is not repeated, gets all of it.
 * @param tries the number of this try, from 1
 */
export function tryTimeoutMs(repeat: Repeat, tries: number, leftMs: number): number {
  return repeat === 'create' || tries === MAX_TRIES ? leftMs : Math.min(leftMs, Math.max(leftMs / 2, 2_000));
}

const isTransient = (status: number) => [408, 500, 502, 503, 504].includes(status);

/**
 * Milliseconds to wait before the next try: exponential with full jitter, but at least what the service asks for.
 * @param failed tries that have failed so far, ≥ 1 @param random 0 ≤ random < 1
 */
export function retryDelayMs(failed: number, random: number, retryAfterS?: number): number {
  const backoff = Math.min(CAP_MS, BASE_MS * 2 ** (failed - 1)) * random;
  return Math.max(backoff, (retryAfterS ?? 0) * 1000);
}
