import type { ZoneClient } from '../../../api/zone-client.js';
import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { isId } from '../../../domain/id.js';
import type { Explained } from '../../../errors.js';
import { diagnoseLogs, explainedBy, MOST_LINES, writtenSince } from './explain-fixes.js';

/** The time limit, in ms, for finding the cause after a failed command. */
const WITHIN_MS = 5_000;
/** The allowed difference, in ms, between the clocks of this machine and of the engine. */
const SKEW_MS = 60_000;

/**
 * Why a deployment has failed, by its logs; undefined if they prove nothing.
 * @param beganAt as for `whyItFailed`
 * @throws ExoError if they cannot be read in time
 */
export async function causeInLogs(
  deps: Deps,
  zone: ZoneClient,
  nameOrId: string,
  beganAt: number,
): Promise<Explained | undefined> {
  const clock = steady(deps.clock);
  const until = clock.now() + WITHIN_MS;
  // The remaining time, at least 1 ms, because a limit of 0 would not be valid.
  const left = () => ({ timeoutMs: Math.max(1, until - clock.now()), signal: deps.signal });
  const id = isId(nameOrId)
    ? nameOrId
    : (await zone.listDeployments(left())).find(({ name }) => name === nameOrId)?.id;
  if (id === undefined) return undefined;
  const [deployment, { logs }] = await Promise.all([
    zone.getDeployment(id, left()),
    zone.getDeploymentLogs(id, MOST_LINES, left()),
  ]);
  const { state, replicas } = deployment;
  const isDown = replicas !== 0 && (state === 'error' || isChanging(state));
  const found = diagnoseLogs(isDown ? logs : writtenSince(logs, beganAt - SKEW_MS));
  // Errors that a serving deployment logs about its requests do not explain the failure.
  if (!found || (!isDown && found.confidence === 'low')) return undefined;
  return explainedBy(found, deployment, zone.zone);
}
