import type { Deps } from '../../deps.js';
import type { DesiredDeployment } from '../../desired/file/schema.js';
import { canSleep } from '../../desired/plan/plan-idle.js';
import { replicasFor } from '../../desired/schedule/standing.js';
import { parseDuration } from '../../domain/duration.js';
import { IDLE_TAIL, verdictOf } from '../deployment/load/idle-verdict.js';
import { lookAt, MOST_REQUESTS } from '../deployment/load/load-look.js';
import { withFewRequests } from '../lib/narrowed-deps.js';
import { isNow, keyOf, type Moment, onlyOne, type There } from './there.js';

/**
 * Looks at the logs of those deployments that may go to sleep, as far as they run. Whatever cannot be seen counts as busy.
 * @returns since when deployments have been idle for long enough, in ms, by their key; where that is proven
 * @throws ExoError interrupted
 */
export async function idleSince(
  deps: Deps,
  desired: readonly DesiredDeployment[],
  there: There,
  { at, lastRun }: Moment,
): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>();
  const running = desired.flatMap((deployment) => {
    const one = onlyOne(there, deployment);
    if (!one || one.replicas === 0) return [];
    const scheduled = replicasFor(deployment, at, { replicas: one.replicas, lastRun: lastRun(deployment) });
    return canSleep(deployment, scheduled) ? [{ deployment, id: one.id }] : [];
  });
  if (running.length === 0 || !isNow(deps, at)) return known;
  const few = withFewRequests(deps, MOST_REQUESTS);
  const client = await few.client();
  await Promise.all(
    running.map(async ({ deployment: { zone, name, idle }, id }) => {
      const look = await lookAt(few, { zone: client.in(zone), id, name }, IDLE_TAIL);
      if ('error' in look)
        deps.io.warn(`${name} in ${zone} counts as busy, its load could not be seen: ${look.error.message}`);
      const verdict = verdictOf(look, parseDuration(idle?.after ?? '0'), deps.clock.now());
      if (verdict.isIdle) known.set(keyOf({ zone, name }), verdict.since);
    }),
  );
  return known;
}
