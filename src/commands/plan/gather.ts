import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import type { DesiredDeployment } from '../../desired/file/schema.js';
import { type PlanInput, planDeployments } from '../../desired/plan/plan.js';
import { needsDetails } from '../../desired/plan/plan-steps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { replicasFor } from '../../desired/schedule/standing.js';
import { isOwn } from '../../domain/deployment-state.js';
import { ExoError } from '../../errors.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import { withDetails } from '../deployment/find.js';
import { askZones, gather } from '../lib/asked-zones.js';
import type { Desired } from '../lib/desired/read-desired.js';
import { quotasBeside } from '../lib/gpu-quota.js';
import { existing, idleSince, type Loads, loadsOf, withinCost, withinQuota } from './by-logs.js';
import { keyOf, type LastRuns, lastRuns } from './last-runs.js';

export interface Gathered {
  plan: Plan;
  runs: LastRuns;
  zone(name: string): ZoneClient;
  /** What to end with when zones did not answer; their deployments are `unknown` in the plan. */
  incomplete?: ExoError | undefined;
}

/**
 * Looks at what there is in the file's zones, with the quota beside it, and plans the way to what should be. Nothing
 * is sent but reads.
 * @param options.quota whether the quota is part of the plan: to be shown, or only where the plan takes more GPUs. What
 *   only frees some is not held up by a quota that hangs.
 * @param options.isTooDear what the load would add is left away
 * @throws UsageError for a zone there is not @throws ExoError when no zone answered
 */
export async function gatherPlan(
  deps: Deps,
  { file, others, at, isWhole }: Desired,
  options: { prune: boolean; quota: 'shown' | 'needed' | 'none'; isTooDear?: boolean | undefined },
): Promise<Gathered> {
  const client = await deps.client();
  const clients = file.zones.map((zone) => client.in(zone));
  const first = clients[0];
  // Quotas are the organization's: any zone tells them.
  const quotas = first && options.quota !== 'none' ? quotasBeside(deps, first) : undefined;
  const runs = await lastRuns(deps, file.deployments);
  const { lastRun, lastSet } = runs;
  const answers = await askZones(clients, (zone) => detailed(zone, file.deployments, at));
  // A zone there is not will not answer tomorrow either: the file is wrong, and as a whole.
  for (const answer of answers) if ('error' in answer && answer.error.kind === 'usage') throw answer.error;
  const { incomplete } = gather(deps, answers);
  const actual = new Map(
    answers.flatMap((answer) => ('items' in answer ? [[answer.zone.zone, answer.items] as const] : [])),
  );
  const { deployments: desired, zones } = file;
  const { prune } = options;
  const there = existing(desired, actual, lastRun);
  const loads = await loadsOf(deps, there, at);
  const idle = await idleSince(deps, there, at);
  const planWith = (allowed: Loads, known: PlanInput['quotas']): Plan => {
    const made = planDeployments({
      desired,
      others,
      zones,
      actual,
      quotas: known,
      at,
      prune,
      known: (one) => ({
        lastRun: lastRun(one),
        lastSet: lastSet(one),
        load: allowed.get(keyOf(one)),
        idleSince: idle.get(keyOf(one)),
      }),
    });
    return isWhole ? made : { ...made, prunable: [] };
  };
  const affordable = options.isTooDear ? withinCost(deps, loads, planWith(loads, [])) : loads;
  let plan = planWith(affordable, []);
  if (quotas && (options.quota === 'shown' || plan.families.some(({ needed }) => needed > 0))) {
    const known = await quotas();
    plan = planWith(withinQuota(deps, affordable, planWith(affordable, known)), known);
  }
  return {
    plan,
    runs,
    zone: (name) => client.in(name),
    incomplete:
      incomplete &&
      new ExoError('incomplete', incomplete.message, {
        hint: 'nothing was sent to them; run it again once they answer',
        details: incomplete.details,
      }),
  };
}

/**
 * What there is in a zone. Asked for one by one are those whose parameters or version count, as the list has neither, and
 * those that should be at zero and are listed so: the list may be behind, and GPUs that run unseen cost money.
 */
async function detailed(
  zone: ZoneClient,
  desired: readonly DesiredDeployment[],
  at: Date,
): Promise<Deployment[]> {
  const named = new Map(desired.flatMap((one) => (one.zone === zone.zone ? [[one.name, one]] : [])));
  const isAsked = (entry: DeploymentEntry) => {
    const one = isOwn(entry) ? named.get(entry.name) : undefined;
    if (one === undefined) return false;
    return (
      needsDetails(one) ||
      one.autoscale !== undefined ||
      one.idle !== undefined ||
      (entry.replicas === 0 && replicasFor(one, at, { replicas: 0 }).replicas === 0)
    );
  };
  return withDetails(zone, await zone.listDeployments(), isAsked);
}
