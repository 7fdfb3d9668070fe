import { TransportError, type TransportFault } from './http/transport.js';
import { isTurnedAway, isUnavailable } from './status.js';

/**
 * May a request be sent again when its outcome is unclear? `safe`: it reads, or sets a state (GET, PATCH, DELETE
 * and scale). `create`: a second one makes a second thing, so only what provably never arrived is repeated.
 */
export type Repeat = 'safe' | 'create';

/** One try that brought no usable answer: a status, or a transport's failure. */
export type Fault = { status: number } | TransportError;

/** Tries of one call, the first included. */
export const MAX_TRIES = 5;
const BASE_MS = 250;
const CAP_MS = 8_000;

/** Faults that the next try would meet as well. */
const FINAL_FAULTS: ReadonlySet<TransportFault> = new Set(['certificate', 'proxy', 'too-large']);

/** Is this fault worth another try, for a request of this kind? 409 and 412 are answers, not faults. */
export function isRetried(repeat: Repeat, fault: Fault): boolean {
  if (fault instanceof TransportError) {
    if (FINAL_FAULTS.has(fault.fault)) return false;
    return repeat === 'safe' || !fault.sent;
  }
  if (isTurnedAway(fault.status)) return true;
  return repeat === 'safe' && isTransient(fault.status);
}

/** May a change have been made though it ended with this fault? */
export function isUnclear(fault: Fault): boolean {
  if (fault instanceof TransportError) return fault.sent;
  return isUnavailable(fault.status) && !isTurnedAway(fault.status);
}

/**
 * Milliseconds one try may take, of those left until the deadline. A peer that accepts and says nothing must not
 * eat the time of the tries that could reach a better one; a creation, which is not repeated, gets all of it.
 */
export function tryTimeoutMs(repeat: Repeat, tries: number, leftMs: number): number {
  return repeat === 'create' || tries === MAX_TRIES ? leftMs : Math.min(leftMs, Math.max(leftMs / 2, 2_000));
}

const isTransient = (status: number) => [408, 500, 502, 503, 504].includes(status);

/**
 * Milliseconds before the next try: exponential with full jitter, at least what the service asks for.
 * @param failed tries that have failed so far, ≥ 1 @param random 0 ≤ random < 1
 */
export function retryDelayMs(failed: number, random: number, retryAfterS?: number): number {
  const backoff = Math.min(CAP_MS, BASE_MS * 2 ** (failed - 1)) * random;
  return Math.max(backoff, (retryAfterS ?? 0) * 1000);
}
