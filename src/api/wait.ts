import { type Clock, steady } from '../clock.js';
import { pollDelayMs } from '../domain/polling.js';
import { ExoError } from '../errors.js';
import type { Operation } from '../schemas/operation.js';
import { ApiError } from './api-error.js';
import { deadlineOver, interrupted, lostSight, operationFailed, type WaitFacts } from './wait-errors.js';
import type { ZoneClient } from './zone-client.js';

/** How long a wait lasts, and the clock that it goes by. */
export interface WaitOptions {
  clock: Clock;
  /** 0 ≤ random() < 1. */
  random: () => number;
  signal?: AbortSignal | undefined;
  /** Milliseconds until the wait is given up; the operation goes on. Infinity for never. */
  timeoutMs: number;
  /** What is waited for, for messages: `scale deployment my-app to 3`. */
  what: string;
}

/** A wait ends only if more looks than this fail in a row. */
export const TOLERATED_POLLS = 5;

/** Said when a look succeeds again, if failed looks were reported before. */
export const ANSWERS_AGAIN = 'The service answers again.';

/** Whether the next look may succeed although this one failed. An answer that makes no sense may be a proxy's. */
export const isPassing = (error: ExoError) => error.kind === 'unavailable' || error.kind === 'unexpected';

/** Milliseconds for one look with its retries. */
const POLL_TIMEOUT_MS = 30_000;

/** How long to wait for an operation if nothing else is set, in ms. */
export const DEFAULT_WAIT_MS = 30 * 60_000;

/**
 * Waits until an operation has succeeded, and returns it. If the operation given has already ended, nothing is asked.
 * Unknown states count as not yet ended.
 * @throws ExoError operation-failed, deadline, unavailable after more than five failed looks in a row; the signal's
 * reason. Each names the operation, which goes on at the service.
 */
export async function waitForOperation(
  zone: Pick<ZoneClient, 'zone' | 'getOperation'>,
  first: Operation,
  options: WaitOptions,
): Promise<Operation> {
  let operation = first;
  const resume = `exo-di operation wait ${first.id} -z ${zone.zone}`;
  const about: WaitFacts = { zone: zone.zone, operationId: first.id, resume };
  await poll(
    options,
    about,
    async () => {
      about.state = operation.state;
      if (operation.state === 'success') return true;
      if (operation.state === 'failure' || operation.state === 'timeout')
        throw operationFailed(options.what, zone.zone, operation);
      return false;
    },
    async (timeoutMs) => {
      operation = await zone.getOperation(first.id, { signal: options.signal, timeoutMs, polled: true });
    },
  );
  return operation;
}

/**
 * The loop behind every wait: judge what the last look showed, pause, look again.
 * @param isDone judges what the last look showed; throws if the wait can no longer succeed
 * @param look asks the service again, within the given milliseconds; up to five failures in a row do not end the wait
 * @throws ExoError deadline; unavailable, unexpected or the refusal of a look; whatever `isDone` throws; the signal's
 * reason
 */
export async function poll(
  options: WaitOptions,
  about: Readonly<WaitFacts>,
  isDone: () => Promise<boolean>,
  look: (timeoutMs: number) => Promise<void>,
): Promise<void> {
  const clock = steady(options.clock);
  const start = clock.now();
  const deadline = start + options.timeoutMs;
  let failures = 0;
  let fresh = true;
  let lookedAt = start;
  let askedToWaitMs = 0;
  for (let polls = 0; ; polls++) {
    if (fresh && (await isDone())) return;
    const now = clock.now();
    // Only a look that began after the deadline ends the wait: the machine may have slept during an earlier one.
    if (now >= deadline && lookedAt >= deadline) throw deadlineOver(options.what, about, options.timeoutMs);
    const pause = Math.max(askedToWaitMs, pollDelayMs(polls, now - start, options.random()));
    askedToWaitMs = 0;
    try {
      // No pause goes beyond the deadline: the last look is taken at the deadline itself.
      await clock.sleep(Math.max(0, Math.min(pause, deadline - now)), options.signal);
      lookedAt = clock.now();
      await look(Math.max(1_000, Math.min(POLL_TIMEOUT_MS, deadline - clock.now())));
      failures = 0;
      fresh = true;
    } catch (error) {
      fresh = false;
      if (options.signal?.aborted) throw interrupted(options.what, about, options.signal.reason);
      if (!(error instanceof ExoError)) throw error;
      // The next look would be refused as well, so the wait ends; its error says that the operation may go on.
      const passing = isPassing(error);
      if (!passing && !(error instanceof ApiError)) throw error;
      if (!passing || ++failures > TOLERATED_POLLS) throw lostSight(options.what, about, error);
      if (error instanceof ApiError) askedToWaitMs = (error.refusal.retryAfterS ?? 0) * 1_000;
    }
  }
}
