import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { lastActiveAt } from '../../../domain/load/engine-load.js';
import type { PutOff } from '../../../proxy/service.js';
import type { Placed } from '../find.js';
import { lookAt } from '../load/load-look.js';

/** Lines of the logs in which it is looked for what others have asked. */
const TAIL = 1_000;

/**
 * When it was last used past this proxy, as far as can be seen: somebody changes it, or has scaled it, or its engines had
 * something to do by their logs. Logs that cannot be read, or in which nothing is told, speak neither for nor against.
 * @param known how many replicas the proxy has seen last @throws ExoError not-found
 */
export async function usedByOthers(
  deps: Deps,
  chosen: Placed,
  known: number | undefined,
): Promise<PutOff | undefined> {
  // By a wrong clock they still tell something, and what cannot be read would let it sleep.
  const look = await lookAt(deps, chosen, TAIL, { byClock: false });
  if ('error' in look) {
    if (look.error.kind === 'not-found') throw look.error;
    return undefined;
  }
  const { state, replicas } = look.deployment;
  const now = deps.clock.now();
  if (isChanging(state)) return { usedMs: now, why: `a change of it is under way: it is ${state}` };
  if (known !== undefined && replicas !== undefined && replicas !== known && replicas > 0)
    return { usedMs: now, why: `somebody has scaled it to ${plural(replicas, 'replica')}` };
  const usedMs = lastActiveAt(look.load);
  return usedMs === undefined ? undefined : { usedMs, why: 'its logs show that others have used it' };
}
