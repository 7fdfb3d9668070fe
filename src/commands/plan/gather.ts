import type { Deps } from '../../deps.js';
import { type PlanInput, planDeployments } from '../../desired/plan/plan.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import type { ExoError } from '../../errors.js';
import type { Desired } from '../lib/desired/read-desired.js';
import { quotasBeside } from '../lib/gpu-quota.js';
import { existing, idleSince, type Loads, loadsOf, withinCost, withinQuota } from './by-logs.js';
import { keyOf, type LastRuns, lastRuns } from './last-runs.js';
import { type InZones, readZones } from './read-zones.js';

export interface Gathered extends Pick<InZones, 'unlisted' | 'incomplete'> {
  plan: Plan;
  runs: LastRuns;
}

/**
 * Reads what exists in the zones of the files, and the quota at the same time, and makes the plan. Nothing is changed.
 * @param options.quota `shown`: the plan has the quota. `needed`: it has the quota only if it takes more GPUs, so that
 * a plan that only frees GPUs does not wait for a quota that hangs.
 * @param options.tooDear the error of --max-cost-per-hour, if it leaves out the replicas that the load asks for
 * @throws UsageError for a zone that does not exist
 * @throws ExoError if no zone answered
 */
export async function gatherPlan(
  deps: Deps,
  { file, others, at, isWhole }: Desired,
  options: { prune: boolean; quota: 'shown' | 'needed' | 'none'; tooDear?: ExoError | undefined },
): Promise<Gathered> {
  const client = await deps.client();
  const clients = file.zones.map((zone) => client.in(zone));
  const first = clients[0];
  // Quotas belong to the organization, so any zone can be asked for them.
  const quotas = first && options.quota !== 'none' ? quotasBeside(deps, first) : undefined;
  const runs = await lastRuns(deps, file.deployments, at);
  const { lastRun, lastSet } = runs;
  const named = new Set([...file.deployments, ...others].map(keyOf));
  const { actual, unlisted, inDoubt, incomplete } = await readZones(deps, clients, { file, at }, lastSet);
  const { deployments: desired, zones } = file;
  const { prune } = options;
  const matches = existing(desired, actual, lastRun);
  const loads = await loadsOf(deps, matches, at);
  const idle = await idleSince(deps, matches, at);
  const planWith = (allowed: Loads, known: PlanInput['quotas']): Plan => {
    const fullPlan = planDeployments({
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
        leftIn: runs.otherZones(one).filter((zone) => !named.has(keyOf({ zone, name: one.name }))),
        mayExist: inDoubt.has(keyOf(one)),
      }),
    });
    return isWhole ? fullPlan : { ...fullPlan, prunable: [] };
  };
  const affordable = options.tooDear ? withinCost(deps, loads, planWith(loads, []), options.tooDear) : loads;
  let plan = planWith(affordable, []);
  if (quotas && (options.quota === 'shown' || plan.families.some(({ needed }) => needed > 0))) {
    const known = await quotas();
    plan = planWith(withinQuota(deps, affordable, planWith(affordable, known)), known);
  }
  return { plan, runs, unlisted, incomplete };
}
