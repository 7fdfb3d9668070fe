import type { Deps } from '../../../deps.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { ExoError, orNothing } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { changeDeployment } from './change.js';
import { type Changed, SEE_MS } from './one-change.js';
import { type Resize, scaling } from './scale-change.js';

type Before = Pick<Deployment, 'replicas' | 'updated-at'>;

/**
 * Scales a deployment for a reason that holds only as long as nobody changes it. If the service refuses the scaling
 * with a conflict, because somebody else has begun to change the deployment, it is in use.
 * @param before what was last read; values that it lacks are not compared
 * @returns the outcome, or with `inUse` the words of the refusal
 * @throws ExoError as `changeDeployment`; also a conflict that no change explains
 */
export async function scaleUnlessChanged(
  deps: Deps,
  resize: Resize,
  before: Before,
  wait: WaitInput,
): Promise<Changed & { inUse?: string }> {
  try {
    return await changeDeployment(deps, scaling(resize), wait, { whenBusy: 'refuse' });
  } catch (error) {
    if (!(error instanceof ExoError) || error.kind !== 'conflict') throw error;
    if (!(await isChangedMeanwhile(resize, before))) throw error;
    return { inUse: error.message };
  }
}

/**
 * Does a deployment show that somebody else has changed it since it was last read? If not, the refusal has another
 * reason and is an error: should it come every time, nobody would notice that idle GPUs go on being billed.
 */
async function isChangedMeanwhile({ zone, id }: Resize, before: Before): Promise<boolean> {
  const now = await zone.getDeployment(id, { timeoutMs: SEE_MS }).catch(orNothing);
  if (now === undefined) return false;
  const isOther = (key: keyof Before) => before[key] !== undefined && before[key] !== now[key];
  return isChanging(now.state) || isOther('replicas') || isOther('updated-at');
}
