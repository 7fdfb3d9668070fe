import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { type ErrorFacts, ExoError, isInterruption } from '../../errors.js';
import { waitOptions } from './follow.js';
import { LOST_MS, type Looking, lookUntil, type Seen } from './look.js';
import type { WaitInput } from './parse-input.js';

/** A change that sets a state, so that sending it twice does no harm. */
export interface StateChange<T, A> extends Looking<T> {
  zone: ZoneClient;
  /** `scale deployment my-app to 0 replicas`: completes "could not …". */
  what: string;
  send(): Promise<A>;
  /** Is the thing as asked? Given undefined it is gone. undefined: the service does not tell. */
  isAsked(thing: T | undefined): boolean | undefined;
  /** Is a change of it under way? Then it is not settled yet whether that is this one. */
  isMoving?(thing: T): boolean;
  /** What is wrong with it after the service called it done; given undefined, the thing is gone. */
  instead(thing: T | undefined): ExoError;
  /** The command that shows the thing. */
  check: string;
}

/**
 * Sends a change, and when its answer is lost looks what became of it, for a minute or as long as something moves: the
 * first try may have been accepted although the repetition was refused or never answered.
 * @returns its answer, or undefined when it was accepted but the answer is not known
 * @throws ExoError what the service said; or that it is not known, with what to do
 */
export async function sendChange<T, A>(
  deps: Deps,
  change: StateChange<T, A>,
  wait: Partial<WaitInput> = {},
): Promise<A | undefined> {
  try {
    return await change.send();
  } catch (error) {
    if (!(error instanceof ExoError) || error.code !== 'outcome-unknown') throw error;
    // Interrupted: no time to look, and the error says so itself.
    if (deps.signal.aborted) throw error.retold({ hint: safeAgain(change.check) });
    const seen = await lookForLost(deps, change, wait);
    if (!isAccepted(change, seen)) throw unknown(change, error, seen);
    deps.io.warn(`the answer to "${change.what}" was lost, but the service has accepted it`);
    return undefined;
  }
}

export const isDeletion = (change: Pick<StateChange<unknown, unknown>, 'isAsked'>) =>
  change.isAsked(undefined) === true;

async function lookForLost<T, A>(
  deps: Deps,
  change: StateChange<T, A>,
  wait: Partial<WaitInput>,
): Promise<Seen<T>> {
  const { timeoutMs } = await waitOptions(deps, change.what, wait);
  const withinMs = (seen: Seen<T>) => {
    // What is accepted shows; a deletion shows only once it has ended, which --no-wait does not wait for.
    if (wait['--no-wait']) return isDeletion(change) ? 0 : Math.min(LOST_MS, timeoutMs);
    return isMoving(change, seen) ? timeoutMs : Math.min(LOST_MS, timeoutMs);
  };
  const progress = deps.io.progress(`No clear answer; looking whether it was accepted: ${change.what} …`);
  try {
    return await lookUntil(deps, change, withinMs, (seen) => isAccepted(change, seen));
  } catch (error) {
    const when = `before it was known whether "${change.what}" was accepted`;
    throw cutShort(error, when, { zone: change.zone.zone, hint: safeAgain(change.check) });
  } finally {
    progress.stop();
  }
}

const isMoving = <T>({ isMoving }: Pick<StateChange<T, unknown>, 'isMoving'>, seen: Seen<T>) =>
  'thing' in seen && seen.thing !== undefined && isMoving?.(seen.thing) === true;

const isAccepted = <T>(change: StateChange<T, unknown>, seen: Seen<T>) =>
  'thing' in seen && change.isAsked(seen.thing) === true;

/** Not shown yet is not the same as not accepted: how soon a change shows is nothing the service promises. */
function unknown<T>(change: StateChange<T, unknown>, lost: ExoError, seen: Seen<T>): ExoError {
  const { zone, check } = change;
  const told =
    'blind' in seen
      ? 'it is not known whether it was accepted'
      : isDeletion(change)
        ? 'it is still there, and it is not known whether it was accepted'
        : 'so far it does not show, so it may not have been accepted';
  return new ExoError(lost.kind, `${lost.message}; ${told}`, {
    zone: zone.zone,
    request: lost.request,
    code: 'outcome-unknown',
    hint: safeAgain(check),
    cause: lost,
  });
}

const safeAgain = (check: string) =>
  `running the command again is safe; see what became of it with: ${check}`;

/** Ended from outside while looking: what is not known, and may cost money, must not be passed over. */
export function cutShort(error: unknown, when: string, facts: ErrorFacts): unknown {
  if (!isInterruption(error)) return error;
  return error.retold({ ...facts, message: `${error.message} ${when}`, code: 'outcome-unknown' });
}

/** So long what the service calls done may not show yet, in ms: what it answers can be behind. */
export const SHOWN_MS = 15_000;

/** A change as far as looking at what has come of it goes. */
type Done<T> = Omit<StateChange<T, unknown>, 'zone' | 'send'> & { zone: { zone: string } };

/**
 * Looks whether what the service called done can be seen: its word alone stops no billing. Where a change of it is
 * still under way nothing more can be seen than that.
 * @returns the thing as it is, and what is wrong with it
 * @throws ExoError code `not-seen` when it cannot be looked at, of the kind of that failure
 */
export async function seeDone<T>(
  deps: Deps,
  change: Done<T>,
): Promise<{ thing: T | undefined; problem?: ExoError }> {
  const isAsked = (seen: Seen<T>) => 'thing' in seen && change.isAsked(seen.thing) !== false;
  const done = change.isVouchedFor
    ? `the service reported "${change.what}" as done`
    : `"${change.what}" was answered as if it were done`;
  let seen: Seen<T>;
  try {
    seen = await lookUntil(
      deps,
      change,
      () => SHOWN_MS,
      (look) => isAsked(look) || (!isDeletion(change) && isMoving(change, look)),
    );
  } catch (error) {
    const when = `before it was looked at, though ${done}`;
    throw cutShort(error, when, { zone: change.zone.zone, hint: safeAgain(change.check) });
  }
  if ('blind' in seen) {
    const { kind, message, request } = seen.blind;
    throw new ExoError(kind, `${done}, but that could not be checked: ${message}`, {
      code: 'not-seen',
      zone: change.zone.zone,
      request,
      hint: `look again with: ${change.check}`,
      cause: seen.blind,
    });
  }
  const { thing } = seen;
  return isAsked(seen) ? { thing } : { thing, problem: change.instead(thing) };
}
