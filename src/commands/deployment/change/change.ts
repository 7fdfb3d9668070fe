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
import { watchChange } from './wait-for-change.js';

/**
 * The one way in which a deployment is changed: the change is sent, its operation followed, and the deployment looked
 * at. Where the answer was lost, or the same change is under way already, the deployment is watched instead.
 * @throws ExoError whatever the service says, operation-failed, deadline, unavailable, interrupted; code
 * `outcome-unknown` or `not-seen` where the outcome cannot be told
 */
export async function changeDeployment(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  { onSent, whenBusy = change.endsBilling ? 'wait' : 'refuse' }: ChangeOptions = {},
): Promise<Changed> {
  const orOnceFree = (error: unknown) => onceFree(deps, change, wait, whenBusy, error);
  const first = await sendChange(deps, change, wait).catch(orOnceFree);
  onSent?.();
  // A deletion whose answer was lost is taken for accepted only once it is gone.
  if (first === undefined)
    return isDeletion(change) || wait['--no-wait'] ? {} : watchUntilDone(deps, change, wait);
  const operation = await followWhileKnown(deps, change.zone, first, change, wait);
  if (operation === undefined) return watchUntilDone(deps, change, wait);
  if (operation.state === 'pending') return { operation };
  const isVouchedFor = first.id !== DONE.id;
  const { thing: deployment, problem } = await seeDone(deps, { ...change, isVouchedFor });
  // Called done, and not at rest yet: what has come of it is seen only then.
  if (problem && deployment && isOnTheMove(deployment.state))
    return { operation, ...(wait['--no-wait'] ? {} : await watchUntilDone(deps, change, wait)) };
  return { operation, deployment, problem: problem ?? broken(change, deployment) };
}

/** Watches what was changed where no operation tells of it; what is deleted until it is gone. */
async function watchUntilDone(deps: Deps, change: Change, wait: WaitInput): Promise<Changed> {
  if (!isDeletion(change)) return { deployment: await watchChange(deps, change, wait) };
  const { zone, id, name } = change;
  await waitForDeployment(deps, [zone], { id, name, until: 'deleted' }, wait);
  return {};
}

/** What is said of a change that was accepted, is not waited for, and whose operation is not known. */
export function acceptedOnly(name: string, zone: string): string {
  return `See how far it is with: ${commandFor('show', name, zone)}`;
}

/** A state that is not known may be one of going, or of whatever else there will be. */
const isOnTheMove = (state: string) => !isSettled(state) && state !== 'error';

/** What serves nobody is no success, whatever its operation came to. */
export function broken(
  { zone, name, what }: Change,
  deployment: Deployment | undefined,
): ExoError | undefined {
  return deployment && ifBroken(name, zone.zone, deployment, `the service reported "${what}" as done`);
}
