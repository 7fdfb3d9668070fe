import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { isId } from '../../../domain/id.js';
import { ExoError, type Explained } from '../../../errors.js';
import { diagnoseLogs, explainedBy, LAST_START_LINES, writtenSince } from './explain-fixes.js';

/** How long a command that has failed looks for the cause, in ms. */
const WITHIN_MS = 5_000;
/** So far the clocks of this machine and of the engine may differ, in ms. */
const SKEW_MS = 60_000;

/**
 * Adds to the failure of a deployment what its logs prove. Where they cannot be read in time, or name nothing, it is as
 * it was: how the command ends is known already, and must not change.
 * @param beganAt when the command began: of a deployment that serves, or is stopped, older lines are not of this failure
 */
export async function withExplanation(deps: Deps, error: ExoError, beganAt: number): Promise<ExoError> {
  const { zone, deployment, explanation } = error;
  if (!zone || !deployment || explanation) return error;
  try {
    const found = await explained(deps, (await deps.client()).in(zone), deployment, beganAt);
    return found ? error.retold({ explanation: found }) : error;
  } catch (failure) {
    if (failure instanceof ExoError) return error;
    throw failure;
  }
}

async function explained(
  deps: Deps,
  zone: ZoneClient,
  nameOrId: string,
  beganAt: number,
): Promise<Explained | undefined> {
  const until = deps.clock.now() + WITHIN_MS;
  // One try each has its share; without time none is made.
  const left = () => ({ timeoutMs: Math.max(1, until - deps.clock.now()), signal: deps.signal });
  const id = isId(nameOrId)
    ? nameOrId
    : (await zone.listDeployments(left())).find(({ name }) => name === nameOrId)?.id;
  if (id === undefined) return undefined;
  const [deployment, { logs }] = await Promise.all([
    zone.getDeployment(id, left()),
    zone.getDeploymentLogs(id, LAST_START_LINES, left()),
  ]);
  const { state, replicas } = deployment;
  const isDown = replicas !== 0 && (state === 'error' || isChanging(state));
  const found = diagnoseLogs(isDown ? logs : writtenSince(logs, beganAt - SKEW_MS));
  // What one that serves says of its requests is no reason.
  if (!found || (!isDown && found.confidence === 'low')) return undefined;
  return explainedBy(found, deployment, zone.zone);
}
