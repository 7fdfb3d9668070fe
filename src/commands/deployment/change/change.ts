import { DONE } from '../../../api/call.js';
import type { Deps } from '../../../deps.js';
import { isSettled } from '../../../domain/deployment-state.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { followWhileKnown } from '../../lib/follow.js';
import { orStillListed } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { isDeletion, seeDone, sendChange } from '../../lib/send-change.js';
import { waitForDeployment } from '../watch/watch.js';
import { ifBroken } from '../watch/watch-errors.js';
import { hinted, isUnderWay, sendOnceFree } from './once-free.js';
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
  const { zone, id, what, progress, said } = change;
  const first = await sendChange(deps, change, wait).catch(async (error: unknown) => {
    if (!(error instanceof ExoError) || !isRefusedAsBusy(error)) throw await orStillListed(change, error);
    const mayWait = whenBusy === 'wait' && !wait['--no-wait'];
    // Its first answer was lost, and it has been looked for: sending it once more does no harm.
    if (error.kind !== 'conflict' && !mayWait) throw error;
    if (error.kind === 'conflict' && (await isUnderWay(deps, change, wait))) return undefined;
    if (!mayWait) throw await hinted(change, error);
    return sendOnceFree(deps, change, wait).catch((refused: unknown) => {
      // What became of a first try whose answer was lost is as open as before.
      const isOpen = error.kind !== 'conflict' && refused instanceof ExoError && refused.kind === 'conflict';
      throw isOpen ? error : refused;
    });
  });
  onSent?.();
  if (first === undefined) {
    if (isDeletion(change) || wait['--no-wait']) return {};
    return { deployment: await watchChange(deps, change, wait) };
  }
  const doing = { what, progress, said, deploymentId: id };
  const operation = await followWhileKnown(deps, zone, first, doing, wait);
  if (operation === undefined) return watchUntilDone(deps, change, wait);
  if (operation.state === 'pending') return { operation };
  const isVouchedFor = first.id !== DONE.id;
  const { thing: deployment, problem } = await seeDone(deps, { ...change, isVouchedFor });
  // Called done, and not at rest yet: what has come of it is seen only then.
  if (problem && deployment && isOnTheMove(deployment.state))
    return { operation, ...(wait['--no-wait'] ? {} : await watchUntilDone(deps, change, wait)) };
  return { operation, deployment, problem: problem ?? broken(change, deployment) };
}

/** The same for whatever change: what is deleted is watched until it is gone. */
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

/** Refused with a conflict, be it after a first try whose answer was lost. */
function isRefusedAsBusy(error: ExoError): boolean {
  if (error.kind === 'conflict') return true;
  return error.code === 'outcome-unknown' && error.cause instanceof ExoError && isRefusedAsBusy(error.cause);
}
