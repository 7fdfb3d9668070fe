import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { lastActiveAt } from '../../../domain/load/engine-load.js';
import type { PutOff } from '../../../proxy/service.js';
import type { Placed } from '../find.js';
import { lookAt } from '../load/load-look.js';

/** How many log lines are searched for requests by others. */
const TAIL = 1_000;

/**
 * How long ago the deployment was last used other than through this proxy: somebody changes it, has scaled it, or its
 * logs show that the engines had work. Logs that cannot be read, or that report nothing, prove nothing.
 * @param known the number of replicas that the proxy has seen last
 * @returns undefined if no use is known
 * @throws ExoError not-found
 */
export async function usedByOthers(
  deps: Deps,
  chosen: Placed,
  known: number | undefined,
): Promise<PutOff | undefined> {
  // `byClock: false` reads the logs even if this machine's clock is wrong: without them the deployment would be put to
  // sleep.
  const look = await lookAt(deps, chosen, TAIL, { byClock: false });
  if ('error' in look) {
    if (look.error.kind === 'not-found') throw look.error;
    return undefined;
  }
  const { state, replicas } = look.deployment;
  if (isChanging(state)) return { agoMs: 0, why: `a change of it is under way: it is ${state}` };
  if (known !== undefined && replicas !== undefined && replicas !== known && replicas > 0)
    return { agoMs: 0, why: `somebody has scaled it to ${plural(replicas, 'replica')}` };
  const usedMs = lastActiveAt(look.load);
  if (usedMs === undefined) return undefined;
  return { agoMs: deps.clock.now() - usedMs, why: 'its logs show that others have used it' };
}
