import { ApiError } from '../../api/errors.js';
import type { Deps } from '../../deps.js';
import { pollDelayMs } from '../../domain/polling.js';
import { ExoError, failureOf } from '../../errors.js';
import { waitOptions } from './follow.js';
import type { WaitInput } from './parse-input.js';

/** A thing as one look found it: there, gone (undefined), or hidden behind a failure. */
export type Seen<T> = { thing: T | undefined } | { blind: ExoError };

interface LookOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface Looking<T> {
  /** The thing as it is now. @throws ExoError not-found when it is gone */
  read(options: LookOptions): Promise<T>;
  /** Is it missing from the list of its kind? Asked before a 404 alone is taken for "gone". */
  isUnlisted(options: { timeoutMs: number }): Promise<boolean>;
  /** Its operation has succeeded, so that a 404 of the service only says the same again. */
  isVouchedFor?: boolean | undefined;
}

/** Is this the thing of that ID? */
export const hasId = (id: string) => (one: { id?: string | undefined }) =>
  one.id?.toLowerCase() === id.toLowerCase();

/** How long one look may take with its retries, in ms. */
export const LOOK_MS = 15_000;

/**
 * Looks with growing pauses until what is seen is enough, or the time is up. One look is always taken.
 * @param withinMs how long to look on, as things look @param isEnough judges a look @returns the last look
 * @throws ExoError the signal's reason
 */
export async function lookUntil<T>(
  deps: Pick<Deps, 'clock' | 'random' | 'signal'>,
  looking: Looking<T>,
  withinMs: (seen: Seen<T>) => number,
  isEnough: (seen: Seen<T>) => boolean,
): Promise<Seen<T>> {
  const { clock, signal } = deps;
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
 * A 404 says that there is no such thing, but whoever stands before the service may have said so, in JSON too: the list
 * knows better.
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
 * The error of a change or a look: a 404 may be that of a gateway, in JSON too, and what a list still shows is not taken for
 * gone, for what is given up is billed on. A list that cannot be read changes nothing. @throws ExoError the signal's reason
 */
export async function orStillListed(
  { isUnlisted }: Pick<Looking<unknown>, 'isUnlisted'>,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ExoError) || error.kind !== 'not-found') return error;
  try {
    return (await isUnlisted({ timeoutMs: LOOK_MS })) ? error : stillListed(error);
  } catch (failure) {
    failureOf(failure);
    return error;
  }
}

/** Reads what a list shows by its ID. @throws ExoError unavailable where that does not find it: one of the two is behind */
export async function readListed<T>(
  looking: Pick<Looking<T>, 'read' | 'isUnlisted'>,
  options: LookOptions = { timeoutMs: LOOK_MS },
): Promise<T> {
  try {
    return await looking.read(options);
  } catch (error) {
    throw await orStillListed(looking, error);
  }
}

const stillListed = ({ message, zone, request, cause }: ExoError) =>
  new ExoError('unavailable', `${message}, yet the list still shows it`, {
    code: 'not-the-service',
    zone,
    request,
    hint: 'the list may be behind, or somebody on the way has answered; run the same command again in a while\nsee what is reachable with: exo-di doctor',
    cause,
  });

/** For how long a change whose answer was lost is looked for, in ms, while nothing moves; less where less is waited for. */
export const LOST_MS = 60_000;

/** A deletion was refused, maybe because it is under way already: does the thing go? @throws the signal's reason */
export async function goes(
  deps: Deps,
  looking: Looking<unknown>,
  wait: Pick<WaitInput, '--no-wait' | '--wait-timeout'>,
): Promise<boolean> {
  const { timeoutMs } = await waitOptions(deps, 'see it go', wait);
  const withinMs = wait['--no-wait'] ? 0 : Math.min(LOST_MS, timeoutMs);
  const isGone = (seen: Seen<unknown>) => 'thing' in seen && seen.thing === undefined;
  return isGone(await lookUntil(deps, looking, () => withinMs, isGone));
}
