import { type Call, DONE } from '../../api/call.js';
import { ApiError } from '../../api/errors.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { restsAs } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { Operation } from '../../schemas/operation.js';
import { sendChange } from '../change.js';
import { follow } from '../follow.js';
import type { WaitInput } from '../values.js';
import { subjectOf } from './find.js';
import { waitForChange, waitUntilSettled } from './wait-for-change.js';

/** A change of one deployment that sets a state, so that sending it twice does no harm. */
export interface Change {
  zone: ZoneClient;
  id: string;
  /** As it is spoken of. */
  name: string;
  /** `scale deployment my-app to 3 replicas`: completes "could not …". */
  what: string;
  /** `Scaling my-app to 3 replicas`: while it lasts. */
  progress: string;
  call: Call<Operation>;
  /** Does the deployment have what was asked for? Absent for a deletion, which is done once it is gone. */
  isAsked?(deployment: Deployment): boolean;
}

/** How a change is carried out, beside how it is waited for. */
export interface ChangeOptions {
  /** Called once the service has accepted it, before it is waited for. */
  onSent?(): void;
  /** `wait`: refused because another change is under way, it is sent once more when that one has ended. */
  whenBusy?: 'refuse' | 'wait';
}

/**
 * The one way in which a deployment is changed: the change is sent, its operation followed; where the answer was lost,
 * the deployment is looked at instead.
 * @returns its operation, ended well or (under --no-wait) as first answered; undefined when its answer was lost and
 * the change accepted all the same
 * @throws ExoError whatever the service says, operation-failed, deadline, unavailable, interrupted
 */
export async function changeDeployment(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  { onSent, whenBusy = 'refuse' }: ChangeOptions = {},
): Promise<Operation | undefined> {
  const { zone, id, name, what, progress, isAsked } = change;
  const send = () => sendOnce(deps, change);
  const first = await send().catch(async (error: unknown) => {
    const busy = error instanceof ExoError && error.kind === 'conflict';
    if (!busy || whenBusy === 'refuse' || wait['--no-wait']) throw error;
    await waitUntilSettled(deps, zone, { id, name }, wait);
    return send();
  });
  onSent?.();
  if (first?.id === DONE.id) return first;
  if (first) return follow(deps, zone, first, { what, progress, deploymentId: id }, wait);
  if (isAsked && !wait['--no-wait']) await waitForChange(deps, zone, { id, name, what, isAsked }, wait);
  return undefined;
}

function sendOnce(deps: Deps, change: Change): Promise<Operation | undefined> {
  const { zone, id, name, what, call, isAsked } = change;
  return sendChange<Deployment, Operation>(deps, zone, {
    what,
    send: () => zone.send(call, { subject: subjectOf(name) }).catch((error) => explained(change, error)),
    // A deployment that is to be deleted and is still there may be going: no state tells a deletion under way.
    isAsked: (deployment) => (deployment ? isAsked?.(deployment) : isAsked === undefined),
    read: (options) => zone.getDeployment(id, options),
    check: `exo-di deployment show ${id} -z ${zone.zone}`,
  });
}

/** Refused because another change is under way: says how to wait for that one. @throws always */
async function explained({ zone, id, name, isAsked }: Change, error: unknown): Promise<never> {
  if (!isAsked || !(error instanceof ApiError) || error.status !== 409) throw error;
  const seen = await zone.getDeployment(id, { timeoutMs: 5_000 }).catch(() => undefined);
  const wait = commandLine('deployment wait', [name], ['--for', restsAs(seen), '-z', zone.zone]);
  throw error.hinted(`a change of it may be under way: ${wait}\nthen run the same command again`);
}
