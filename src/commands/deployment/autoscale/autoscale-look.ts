import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import {
  decideReplicas,
  decideWithoutLoad,
  loadToDecideBy,
  mostRunningOf,
} from '../../../domain/load/autoscale.js';
import {
  type AutoscaleInput,
  type AutoscaleLimits,
  type Decision,
  lookBackMs,
  stayAt,
} from '../../../domain/load/autoscale-types.js';
import { readLoad } from '../../../domain/load/read-load.js';
import { msOf } from '../../../domain/utc.js';
import type { Deployment, LogEntry } from '../../../schemas/deployment.js';
import { MOST_LINES } from '../explain/explain-fixes.js';
import { subjectOf } from '../find.js';
import { failureIn } from '../load/load-look.js';

/** How many log lines to ask for first, and how many if these do not reach back far enough. */
const TAILS = [1_000, MOST_LINES];

/**
 * Decides how many replicas a deployment should have now. Its logs are read only if the load matters for that.
 * @throws ExoError whatever the service answers
 */
export async function decide(
  deps: Deps,
  zone: ZoneClient,
  deployment: Deployment & { id: string },
  limits: AutoscaleLimits,
): Promise<Decision> {
  const { state, replicas, 'updated-at': updatedAt, 'inference-engine-parameters': parameters } = deployment;
  const known: Omit<AutoscaleInput, 'engines' | 'now'> = {
    state,
    replicas,
    limits,
    changedAt: msOf(updatedAt),
    maxRunning: mostRunningOf(parameters),
  };
  const found = decideWithoutLoad(known);
  if ('kind' in found) return found;
  const entries = await logsOf(deps, zone, deployment, lookBackMs(limits));
  const now = deps.clock.now();
  const load = readLoad(entries, { now, replicas: found.replicas, parameters });
  const decision = decideReplicas({ ...known, now, ...loadToDecideBy(load) });
  // An engine that has failed is as silent as one without work, and the others may be the only ones that serve.
  const isInDoubt = decision.kind === 'down' || decision.kind === 'unknown';
  const failure = isInDoubt ? failureIn(load, entries) : undefined;
  return failure === undefined
    ? decision
    : { ...stayAt(replicas, 'unknown', `its logs show a failure: ${failure}`), load: decision.load };
}

/** The last log lines; asks for more of them if the first do not reach back far enough. */
async function logsOf(
  deps: Deps,
  zone: ZoneClient,
  { id, name }: Deployment & { id: string },
  backMs: number,
): Promise<LogEntry[]> {
  let logs: LogEntry[] = [];
  for (const tail of TAILS) {
    const options = { subject: `logs of ${subjectOf(name)}`, byClock: true };
    logs = (await zone.getDeploymentLogs(id, tail, options)).logs;
    const oldest = Math.min(...logs.map(({ time }) => Date.parse(time)));
    if (logs.length < tail || oldest <= deps.clock.now() - backMs) break;
  }
  return logs;
}
