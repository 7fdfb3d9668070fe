import { ApiError } from '../../api/api-error.js';
import { steady } from '../../clock.js';
import type { Deps } from '../../deps.js';
import { pollDelayMs } from '../../domain/polling.js';
import { ExoError, failureOf, orNothing } from '../../errors.js';
import { waitMsOf } from './follow.js';
import type { WaitInput } from './parse-input.js';

/** A thing that was read once: `thing: undefined` if it is gone, `blind` if it could not be read. */
export type Seen<T> = { thing: T | undefined } | { blind: ExoError };

interface LookOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface Looking<T> {
  /** Reads the thing. @throws ExoError not-found if it is gone */
  read(options: LookOptions): Promise<T>;
  /** Does the list of its kind lack it? Called after a 404, which alone does not prove that it is gone. */
  isUnlisted(options: { timeoutMs: number }): Promise<boolean>;
  /** The operation has succeeded. If it was a deletion, a 404 from the service is believed without the list. */
  isVouchedFor?: boolean | undefined;
}

/** The time limit of one read with its retries, in ms. */
export const LOOK_MS = 15_000;

/**
 * Reads a thing again and again, with growing pauses, until `isEnough` or the time is up; at least once.
 * @param withinMs the time limit in ms, depending on what was last seen
 * @returns what was last seen
 * @throws ExoError the signal's reason
 */
export async function lookUntil<T>(
  deps: Pick<Deps, 'clock' | 'random' | 'signal'>,
  looking: Looking<T>,
  withinMs: (seen: Seen<T>) => number,
  isEnough: (seen: Seen<T>) => boolean,
): Promise<Seen<T>> {
  const { signal } = deps;
  const clock = steady(deps.clock);
  const start = clock.now();
  for (let looks = 0; ; looks++) {
    const seen = await look(looking);
    const passed = clock.now() - start;
    const left = withinMs(seen) - passed;
    if (isEnough(seen) || left <= 0) return seen;
    await clock.sleep(Math.min(pollDelayMs(looks, passed, deps.random()), left), signal);
  }
}

async function look<T>(looking: Looking<T>): Promise<Seen<T>> {
  try {
    return { thing: await looking.read({ timeoutMs: LOOK_MS }) };
  } catch (caught) {
    const error = failureOf(caught);
    if (error.kind !== 'not-found' && error.code !== 'not-the-service') return { blind: error };
    if (looking.isVouchedFor && error instanceof ApiError && error.isOwnWord) return { thing: undefined };
    return unlisted(looking, error);
  }
}

/**
 * Checks a 404 against the list. A proxy or gateway in front of the service can answer 404, too, even in JSON; the
 * thing is gone only if the list lacks it.
 */
async function unlisted<T>(looking: Looking<T>, error: ExoError): Promise<Seen<T>> {
  try {
    if (await looking.isUnlisted({ timeoutMs: LOOK_MS })) return { thing: undefined };
    return { blind: stillListed(error) };
  } catch (failure) {
    return { blind: failureOf(failure) };
  }
}

/**
 * Replaces a not-found error if the list still shows the thing: `promise.catch(orStillListed(looking))`. The 404 may be
 * that of a gateway, and a deployment that is taken for gone by mistake keeps being billed. If the list cannot be read,
 * the error stays.
 * @throws the error; the signal's reason
 */
export const orStillListed =
  ({ isUnlisted }: Pick<Looking<unknown>, 'isUnlisted'>) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof ExoError) || error.kind !== 'not-found') throw error;
    const isGone = (await isUnlisted({ timeoutMs: LOOK_MS }).catch(orNothing)) ?? true;
    throw isGone ? error : stillListed(error);
  };

/** Reads a thing that a list shows. @throws ExoError unavailable if its ID is not found: one of the two is behind */
export const readListed = <T>(
  looking: Pick<Looking<T>, 'read' | 'isUnlisted'>,
  options: LookOptions = { timeoutMs: LOOK_MS },
): Promise<T> => looking.read(options).catch(orStillListed(looking));

const stillListed = ({ message, zone, request, cause }: ExoError) =>
  new ExoError('unavailable', `${message}, yet the list still shows it`, {
    code: 'not-the-service',
    zone,
    request,
    hint: 'the list may be out of date, or a proxy may have answered instead of the service; run the same command again in a while\nsee what is reachable with: exo-di doctor',
    cause,
  });

/** For how long, in ms, the result of a change whose answer was lost is looked for while no change is under way. */
export const LOST_MS = 60_000;

/**
 * Does a thing go within a minute? Asked after a refused deletion, which may already be under way.
 * @throws the signal's reason
 */
export async function goes(deps: Deps, looking: Looking<unknown>, wait: WaitInput): Promise<boolean> {
  const withinMs = wait['--no-wait'] ? 0 : Math.min(LOST_MS, await waitMsOf(deps, wait));
  const isGone = (seen: Seen<unknown>) => 'thing' in seen && seen.thing === undefined;
  return isGone(await lookUntil(deps, looking, () => withinMs, isGone));
}
