import { DONE } from '../../../api/call.js';
import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { isSettled } from '../../../domain/deployment-state.js';
import { own } from '../../../domain/json.js';
import { pollDelayMs } from '../../../domain/polling.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError, isInterruption } from '../../../errors.js';
import { capital } from '../../../output/fields.js';
import { followWhileKnown, seeHowFar, waitMsOf } from '../../lib/follow.js';
import { isMeant } from '../../lib/meant.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { isDeletion, seeDone, sendChange } from '../../lib/send-change.js';
import { waitForDeployment } from '../watch/watch.js';
import { ifBroken } from '../watch/watch-errors.js';
import { onceFree } from './once-free.js';
import type { Change, Changed, ChangeOptions } from './one-change.js';
import { watchChange } from './wait-for-change.js';

/**
 * The one way in which a deployment is changed: sends the change, follows its operation, and reads the deployment once
 * more. If the answer was lost, or the same change was already under way, it watches the deployment instead of an
 * operation.
 * @throws ExoError whatever the service says, operation-failed, deadline, unavailable, interrupted; code
 * `outcome-unknown` or `not-seen` where the outcome cannot be told
 */
export async function changeDeployment(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  { onSent, whenBusy = change.endsBilling ? 'wait' : 'refuse' }: ChangeOptions = {},
): Promise<Changed> {
  const isRepeated = change.endsBilling && whenBusy === 'wait' && !wait['--no-wait'];
  const once = (rest: WaitInput) => changeOnce(deps, change, rest, { onSent, whenBusy });
  const changed = await (isRepeated ? untilNotBusy(deps, change, wait, once) : once(wait));
  const { id, name, zone, typed } = change;
  const now = changed.deployment?.name;
  // A change of the name itself has `typed`.
  if (now !== undefined && typed === undefined && !isMeant({ id, name: now }, name))
    deps.io.warn(`deployment ${name} in ${zone.zone} was changed, and is now called ${JSON.stringify(now)}`);
  return changed;
}

/**
 * Makes a change that ends billing, again and again while its operation fails because the service is busy: it was
 * accepted, but nothing was changed, and GPUs are billed until it succeeds.
 * @param once makes the change, within the rest of the time
 * @throws ExoError what `once` throws; the last failure when the time is up
 */
async function untilNotBusy(
  deps: Deps,
  { what, zone: { zone } }: Change,
  wait: WaitInput,
  once: (rest: WaitInput) => Promise<Changed>,
): Promise<Changed> {
  const clock = steady(deps.clock);
  const start = clock.now();
  const timeoutMs = await waitMsOf(deps, wait);
  let rest = wait;
  for (let tries = 0; ; tries++) {
    try {
      return await once(rest);
    } catch (error) {
      const passedMs = clock.now() - start;
      const pauseMs = pollDelayMs(tries, passedMs, deps.random());
      const leftMs = timeoutMs - passedMs - pauseMs;
      if (!hasFailedAsBusy(error) || leftMs <= 0) throw error;
      if (tries === 0)
        deps.io.say(`The service was too busy to ${what} in ${zone}; sending it again until it is done …`);
      await clock.sleep(pauseMs, deps.signal).catch((reason: unknown) => {
        throw isInterruption(reason)
          ? reason.retold({
              message: `${reason.message}; ${error.message}`,
              zone,
              hint: 'it was not done; run the same command again',
            })
          : reason;
      });
      rest = { ...wait, '--wait-timeout': leftMs };
    }
  }
}

function hasFailedAsBusy(error: unknown): error is ExoError {
  const isFailure = error instanceof ExoError && error.kind === 'operation-failed';
  return isFailure && own(error.details, 'reason') === 'busy';
}

async function changeOnce(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  { onSent, whenBusy }: ChangeOptions,
): Promise<Changed> {
  const orOnceFree = (error: unknown) => onceFree(deps, change, wait, whenBusy, error);
  const sentAt = deps.clock.now();
  const first = await sendChange(deps, change, wait).catch(orOnceFree);
  onSent?.();
  // There is no answer, but the change was accepted; for a deletion that means that the deployment was seen to be gone.
  if (first === undefined)
    return isDeletion(change) || wait['--no-wait'] ? {} : watchUntilDone(deps, change, wait, sentAt);
  const operation = await followWhileKnown(deps, change.zone, first, change, wait);
  if (operation === undefined) return watchUntilDone(deps, change, wait, sentAt);
  if (operation.state === 'pending') return { operation };
  const isVouchedFor = first.id !== DONE.id;
  const { thing: deployment, problem } = await seeDone(deps, { ...change, isVouchedFor });
  // The operation has ended, but the deployment is still changing: only at rest it shows whether the change was made.
  if (problem && deployment && isOnTheMove(deployment.state))
    return { operation, ...(wait['--no-wait'] ? {} : await watchUntilDone(deps, change, wait, sentAt)) };
  if (!problem && change.isAsked(deployment) === undefined)
    deps.io.warn(
      `the service calls "${change.what}" done in ${change.zone.zone}, but does not tell whether the deployment shows it; look again with: ${change.check}`,
    );
  const reported = `the service reported "${change.what}" as done`;
  const broken = deployment && ifBroken(change.name, change.zone.zone, deployment, reported);
  return { operation, deployment, problem: problem ?? broken };
}

/** Watches the deployment itself until it is as the change wants it, or gone after a deletion. */
async function watchUntilDone(deps: Deps, change: Change, wait: WaitInput, sentAt: number): Promise<Changed> {
  if (!isDeletion(change)) return { deployment: await watchChange(deps, change, wait, sentAt) };
  const { zone, id, name } = change;
  await waitForDeployment(deps, [zone], { id, name, until: 'deleted' }, wait);
  return {};
}

/** Printed with --no-wait if the change was accepted but its operation is not known. */
export function acceptedOnly(name: string, zone: string): string {
  return capital(seeHowFar(commandFor('show', name, zone)));
}

/** Is a change still under way? States that this program does not know count as changing. */
const isOnTheMove = (state: string) => !isSettled(state) && state !== 'error';
