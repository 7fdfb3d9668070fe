import { isChanging } from '../../../domain/deployment-state.js';
import { orNothing } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Placed } from '../find.js';

/** Time limit, in ms, of a read that only tells what a refusal means. */
export const SEE_MS = 5_000;

/**
 * Does a deployment show that somebody else has changed it since it was last read? Asked after the service has refused
 * a scaling with a conflict. If not, the refusal has another reason and is an error: should it come every time, nobody
 * would notice that idle GPUs go on being billed.
 * @param before what was last read; values that it lacks are not compared
 */
export async function isChangedMeanwhile(
  { zone, id }: Pick<Placed, 'zone' | 'id'>,
  before: Pick<Deployment, 'replicas' | 'updated-at'>,
): Promise<boolean> {
  const now = await zone.getDeployment(id, { timeoutMs: SEE_MS }).catch(orNothing);
  if (now === undefined) return false;
  const isOther = (key: 'replicas' | 'updated-at') => before[key] !== undefined && before[key] !== now[key];
  return isChanging(now.state) || isOther('replicas') || isOther('updated-at');
}
