import type { ZoneClient } from '../../api/zone-client.js';
import { steady } from '../../clock.js';
import type { Deps } from '../../deps.js';
import { type ErrorFacts, ExoError, isInterruption, onceSent } from '../../errors.js';
import { waitMsOf } from './follow.js';
import { LOST_MS, type Looking, lookUntil, type Seen } from './look.js';
import type { WaitInput } from './parse-input.js';

/** A change that sets a state, so that sending it twice does no harm. */
export interface StateChange<T, A> extends Looking<T> {
  zone: ZoneClient;
  /** `scale deployment my-app to 0 replicas`: completes "could not …". */
  what: string;
  send(): Promise<A>;
  /**
   * Is the thing as the change wants it? `thing` is undefined if it is gone. Returns undefined if the service does not
   * tell.
   */
  isAsked(thing: T | undefined): boolean | undefined;
  /** Is any change of it under way? Its result may then still be that of this change. */
  isMoving?(thing: T): boolean;
  /** When it was last changed, in ms since the UNIX epoch; undefined if the service does not tell. */
  changedAt?(thing: T): number | undefined;
  /** For a deletion: until when, in ms since the UNIX epoch, the thing may exist although it is not found. */
  unseenUntil?(deps: Deps): Promise<number>;
  /**
   * The error for a thing that is not as asked although the service called the change done; `thing` is undefined if it
   * is gone.
   */
  instead(thing: T | undefined): ExoError;
  /** The command line that shows the thing, for hints. */
  check: string;
}

/**
 * Sends a change. If the answer is lost, reads the thing until it shows whether the change was accepted, for a minute
 * or for as long as a change of it is under way: the first try may have been accepted although its repetition was
 * refused or not answered.
 * @returns the answer; undefined if the change was accepted but its answer was lost
 * @throws ExoError the service's refusal; or code `outcome-unknown`, with what to do
 */
export async function sendChange<T, A>(
  deps: Deps,
  change: StateChange<T, A>,
  wait: WaitInput = {},
): Promise<A | undefined> {
  const sentAt = deps.clock.now();
  try {
    return await change.send();
  } catch (error) {
    if (!(error instanceof ExoError) || error.code !== 'outcome-unknown') throw error;
    // After Ctrl-C there is no time to look; the error already says that the outcome is unknown.
    if (deps.signal.aborted) throw error.retold({ hint: safeAgain(change.check) });
    const { seen, isAccepted } = await lookForLost(deps, change, wait, sentAt);
    if (!isAccepted) throw unknown(change, error, seen);
    deps.io.warn(`the answer to "${change.what}" was lost, but the service shows what was asked for`);
    return undefined;
  }
}

export const isDeletion = (change: Pick<StateChange<unknown, unknown>, 'isAsked'>) =>
  change.isAsked(undefined) === true;

async function lookForLost<T, A>(
  deps: Deps,
  change: StateChange<T, A>,
  wait: WaitInput,
  sentAt: number,
): Promise<{ seen: Seen<T>; isAccepted: boolean }> {
  const timeoutMs = await waitMsOf(deps, wait);
  const withinMs = (seen: Seen<T>) => {
    // An accepted change shows at once. A deletion shows only when it has ended, and --no-wait does not wait for that.
    if (wait['--no-wait']) return isDeletion(change) ? 0 : Math.min(LOST_MS, timeoutMs);
    return isMoving(change, seen) ? timeoutMs : Math.min(LOST_MS, timeoutMs);
  };
  const clock = steady(deps.clock);
  const shownFrom = clock.now() + SHOWN_MS;
  const goneFrom = (await change.unseenUntil?.(deps)) ?? 0;
  // If it is as asked for since before the change was sent, that can also be from before somebody else changed it.
  const isAccepted = (seen: Seen<T>) =>
    isShown(change, seen) &&
    deps.clock.now() >= goneFrom &&
    (clock.now() >= shownFrom || !isOlder(change, seen, sentAt));
  const progress = deps.io.progress(`No clear answer; checking whether it was accepted: ${change.what} …`);
  const when = `before it was known whether "${change.what}" was accepted`;
  const seen = await lookUntil(deps, change, withinMs, isAccepted)
    .catch(cutShort(when, { zone: change.zone.zone, hint: safeAgain(change.check) }))
    .finally(() => progress.stop());
  return { seen, isAccepted: isAccepted(seen) };
}

/** Was the thing last changed before a moment? Within its second the service's times tell nothing. */
export function isOlder<T>(
  { changedAt }: Pick<StateChange<T, unknown>, 'changedAt'>,
  seen: Seen<T>,
  at: number,
): boolean {
  const changed = 'thing' in seen && seen.thing !== undefined ? changedAt?.(seen.thing) : undefined;
  return changed !== undefined && changed < at - 1_000;
}

/** Does the thing show that a change of it is under way? */
export const isMoving = <T>({ isMoving }: Pick<StateChange<T, unknown>, 'isMoving'>, seen: Seen<T>) =>
  'thing' in seen && seen.thing !== undefined && isMoving?.(seen.thing) === true;

const isShown = <T>(change: StateChange<T, unknown>, seen: Seen<T>) =>
  'thing' in seen && change.isAsked(seen.thing) === true;

/** The error for an unknown outcome. What does not show may still have been accepted: the service promises no time. */
function unknown<T>(change: StateChange<T, unknown>, lost: ExoError, seen: Seen<T>): ExoError {
  const { zone, check } = change;
  const told =
    'blind' in seen
      ? 'it is not known whether it was accepted'
      : isDeletion(change)
        ? `it is ${isShown(change, seen) ? 'too new to be found' : 'still there'}, and it is not known whether it was accepted`
        : isShown(change, seen)
          ? 'what the service shows may be from before it was sent'
          : 'so far it has not taken effect, so it may not have been accepted';
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

/**
 * Adds to an interruption that the outcome of a change is not known: it may cost money, so it must not get lost.
 * @returns a function that throws the given error
 */
export const cutShort =
  (when: string, facts: ErrorFacts) =>
  (error: unknown): never => {
    if (!isInterruption(error)) throw error;
    throw error.retold({ ...facts, message: `${error.message} ${when}`, code: 'outcome-unknown' });
  };

/** For how long, in ms, a finished change may not show yet, because the service's answers can be behind. */
export const SHOWN_MS = 15_000;

/** The part of a change that is needed to check its result. */
type Done<T> = Omit<StateChange<T, unknown>, 'zone' | 'send'> & { zone: { zone: string } };

/**
 * Checks that a change which the service called done really shows, because its word alone stops no billing. If a change
 * is still under way, it returns at once: more cannot be seen then.
 * @returns the thing as it is, with a `problem` if it is not as asked
 * @throws ExoError code `not-seen`, of the kind of the failure, if it cannot be read
 */
export async function seeDone<T>(
  deps: Deps,
  change: Done<T>,
): Promise<{ thing: T | undefined; problem?: ExoError }> {
  const isAsked = (seen: Seen<T>) => 'thing' in seen && change.isAsked(seen.thing) !== false;
  // Only a deletion that was done explains a 404. After any other change the list decides whether the thing is gone.
  const looking = { ...change, isVouchedFor: change.isVouchedFor && isDeletion(change) };
  const done = change.isVouchedFor
    ? `the service reported "${change.what}" as done`
    : `"${change.what}" was answered as if it were done`;
  const isEnough = (seen: Seen<T>) => isAsked(seen) || (!isDeletion(change) && isMoving(change, seen));
  const seen = await lookUntil(deps, looking, () => SHOWN_MS, isEnough).catch(
    cutShort(`before the result was checked, though ${done}`, {
      zone: change.zone.zone,
      hint: safeAgain(change.check),
    }),
  );
  if ('blind' in seen) {
    const { message, request } = seen.blind;
    throw new ExoError(onceSent(seen.blind).kind, `${done}, but that could not be checked: ${message}`, {
      code: 'not-seen',
      zone: change.zone.zone,
      request,
      hint: `look again with: ${change.check}`,
      cause: seen.blind,
    });
  }
  const { thing } = seen;
  const goneFrom = thing === undefined && !change.isVouchedFor ? await change.unseenUntil?.(deps) : undefined;
  if (goneFrom !== undefined && deps.clock.now() < goneFrom)
    throw new ExoError('unavailable', `${done}, but it may be too new to be found`, {
      code: 'outcome-unknown',
      zone: change.zone.zone,
      hint: safeAgain(change.check),
    });
  return isAsked(seen) ? { thing } : { thing, problem: change.instead(thing) };
}
