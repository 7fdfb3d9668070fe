import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/gpus.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { Operation } from '../../schemas/operation.js';
import { follow } from '../follow.js';
import type { WaitInput } from '../values.js';
import { sendChange } from './change.js';
import { subjectOf } from './find.js';
import { waitForChange } from './wait-for-change.js';

/** A deployment that was found, as it is spoken of, and the size it is to have. */
export interface Resize {
  zone: ZoneClient;
  id: string;
  name: string;
  size: number;
}

/**
 * Sends a new size (`scale-deployment`) and waits until it is there, unless told not to.
 * @returns the operation as it was last answered; undefined when its answer was lost
 * @throws ExoError whatever the service says, operation-failed, deadline, unavailable, interrupted
 */
export async function sendScale(
  deps: Deps,
  { zone, id, name, size }: Resize,
  wait: WaitInput,
): Promise<Operation | undefined> {
  const what = `scale deployment ${name} to ${plural(size, 'replica')}`;
  const isAsked = (deployment: Deployment | undefined) => deployment?.replicas === size;
  const first = await sendChange(deps, zone, {
    id,
    name,
    what,
    send: () => zone.scaleDeployment(id, { replicas: size }, { subject: subjectOf(name) }),
    isAsked,
  });
  if (first) {
    const doing = { what, progress: `Scaling ${name} to ${plural(size, 'replica')}`, deploymentId: id };
    return follow(deps, zone, first, doing, wait);
  }
  if (!wait['--no-wait']) await waitForChange(deps, zone, { id, name, what, isAsked }, wait);
  return undefined;
}
