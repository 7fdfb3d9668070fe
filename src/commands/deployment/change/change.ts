import { DONE } from '../../../api/call.js';
import type { Deps } from '../../../deps.js';
import { isSettled } from '../../../domain/deployment-state.js';
import { commandFor } from '../../../domain/shell-words.js';
import type { ExoError } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { followWhileKnown } from '../../lib/follow.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { isDeletion, seeDone, sendChange } from '../../lib/send-change.js';
import { waitForDeployment } from '../watch/watch.js';
import { ifBroken } from '../watch/watch-errors.js';
import { onceFree } from './once-free.js';
import type { Change, Changed, ChangeOptions } from './one-change.js';
import { untilNotBusy } from './until-not-busy.js';
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
  return isRepeated ? untilNotBusy(deps, change, wait, once) : once(wait);
}

async function changeOnce(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  { onSent, whenBusy }: ChangeOptions,
): Promise<Changed> {
  const orOnceFree = (error: unknown) => onceFree(deps, change, wait, whenBusy, error);
  const first = await sendChange(deps, change, wait).catch(orOnceFree);
  onSent?.();
  // There is no answer, but the change was accepted; for a deletion that means that the deployment was seen to be gone.
  if (first === undefined)
    return isDeletion(change) || wait['--no-wait'] ? {} : watchUntilDone(deps, change, wait);
  const operation = await followWhileKnown(deps, change.zone, first, change, wait);
  if (operation === undefined) return watchUntilDone(deps, change, wait);
  if (operation.state === 'pending') return { operation };
  const isVouchedFor = first.id !== DONE.id;
  const { thing: deployment, problem } = await seeDone(deps, { ...change, isVouchedFor });
  // The operation has ended, but the deployment is still changing: only at rest it shows whether the change was made.
  if (problem && deployment && isOnTheMove(deployment.state))
    return { operation, ...(wait['--no-wait'] ? {} : await watchUntilDone(deps, change, wait)) };
  return { operation, deployment, problem: problem ?? broken(change, deployment) };
}

/** Watches the deployment itself until it is as the change wants it, or gone after a deletion. */
async function watchUntilDone(deps: Deps, change: Change, wait: WaitInput): Promise<Changed> {
  if (!isDeletion(change)) return { deployment: await watchChange(deps, change, wait) };
  const { zone, id, name } = change;
  await waitForDeployment(deps, [zone], { id, name, until: 'deleted' }, wait);
  return {};
}

/** Printed with --no-wait if the change was accepted but its operation is not known. */
export function acceptedOnly(name: string, zone: string): string {
  return `See how far it is with: ${commandFor('show', name, zone)}`;
}

/** Is a change still under way? States that this program does not know count as changing. */
const isOnTheMove = (state: string) => !isSettled(state) && state !== 'error';

/** The error for a deployment that is in state `error` although its operation succeeded; undefined if it is well. */
export function broken(
  { zone, name, what }: Change,
  deployment: Deployment | undefined,
): ExoError | undefined {
  return deployment && ifBroken(name, zone.zone, deployment, `the service reported "${what}" as done`);
}
