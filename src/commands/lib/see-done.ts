import type { Deps } from '../../deps.js';
import { ExoError } from '../../errors.js';
import { waitOptions } from './follow.js';
import { type Looking, lookUntil, type Seen } from './look.js';
import type { WaitInput } from './parse-input.js';
import { cutShort, LOST_MS, type StateChange } from './send-change.js';

/** How soon what an operation has done must show, in ms. */
const SHOWN_MS = 3_000;

/** A change as far as looking at what has come of it goes. */
type Done<T> = Omit<StateChange<T, unknown>, 'zone' | 'send' | 'isMoving'> & { zone: { zone: string } };

/**
 * Looks whether what the service called done can be seen: its word alone stops no billing.
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
    seen = await lookUntil(deps, change, () => SHOWN_MS, isAsked);
  } catch (error) {
    throw cutShort(change, error, `before it was looked at, though ${done}`);
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
