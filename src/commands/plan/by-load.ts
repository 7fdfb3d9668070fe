import type { Deps } from '../../deps.js';
import type { DesiredDeployment } from '../../desired/file/schema.js';
import { type ByLoad, decideAtZero, loadLimits } from '../../desired/plan/plan-load.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import type { AutoscaleKind, Decision } from '../../domain/load/autoscale-types.js';
import { failureOf } from '../../errors.js';
import { decide } from '../deployment/autoscale/autoscale-look.js';
import { each } from '../lib/each.js';
import { isNow, keyOf, type Moment, onlyOne, type There } from './there.js';

/** What the load has decided of the deployments that leave it to it, by their key. */
export type Loads = ReadonlyMap<string, ByLoad>;

/**
 * Looks at the load of those deployments whose file leaves it to that, as far as they exist. Logs that cannot be read
 * change nothing of theirs, and keep no other back.
 * @throws ExoError interrupted
 */
export async function loadsOf(
  deps: Deps,
  desired: readonly DesiredDeployment[],
  there: There,
  { at, lastRun }: Moment,
): Promise<Loads> {
  const client = await deps.client();
  const left = desired.flatMap((deployment) => {
    const actual = onlyOne(there, deployment);
    if (!actual) return [];
    const standing = { replicas: actual.replicas, lastRun: lastRun(deployment) };
    const limits = loadLimits(deployment, at, standing);
    return limits === undefined ? [] : [{ deployment, limits, actual }];
  });
  const look = async ({ deployment, limits, actual }: (typeof left)[number]): Promise<Decision> => {
    const atZero = decideAtZero(limits, actual);
    if (atZero) return atZero;
    if (isNow(deps, at)) return decide(deps, client.in(deployment.zone), actual, limits);
    return { kind: 'unknown', to: actual.replicas, reason: 'what it will be at that time is not known' };
  };
  const decided = new Map<string, ByLoad>();
  const { failures } = await each(left, async (one) => {
    const { zone, name } = one.deployment;
    const decision = await look(one).catch((error: unknown): Decision => {
      const { message } = failureOf(error);
      deps.io.warn(`the load of ${name} in ${zone} could not be seen, it is left as it is: ${message}`);
      return { kind: 'unknown', to: one.actual.replicas, reason: 'its logs could not be read' };
    });
    decided.set(keyOf(one.deployment), { limits: one.limits, decision });
  });
  const [ended] = failures;
  if (ended) throw ended;
  return decided;
}

/** Does the load ask for more than there is? */
export const growsByLoad = ({ entries }: Plan): boolean =>
  entries.some(({ desired, gpus }) => desired.load !== undefined && gpus.after > gpus.now);

/** The same for a plan that the quota cannot hold: what would be added by the load is not. */
export function withinQuota(deps: Deps, loads: Loads, plan: Plan): Loads {
  const short = new Set(plan.families.flatMap((one) => (one.short > 0 ? [one.family] : [])));
  return without(deps, loads, plan, 'no-quota', (family) =>
    short.has(family) ? `the quota for ${family} is too small` : undefined,
  );
}

/** The same for one that costs too much. */
export const withinCost = (deps: Deps, loads: Loads, plan: Plan): Loads =>
  without(deps, loads, plan, 'too-dear', () => 'more would cost too much an hour');

function without(
  deps: Deps,
  loads: Loads,
  { entries }: Plan,
  kind: AutoscaleKind,
  whyNot: (family: string) => string | undefined,
): Loads {
  const kept = new Map(loads);
  for (const { zone, name, gpus, desired, actual } of entries) {
    const { load } = desired;
    const why = whyNot(gpus.family);
    if (!load || why === undefined || gpus.after <= gpus.now) continue;
    deps.io.warn(`${name} in ${zone} is left as it is, ${why}: ${load.decision.reason}`);
    const reason = `${load.decision.reason}, and ${why}`;
    const decision = { ...load.decision, kind, to: actual?.replicas, reason };
    kept.set(keyOf({ zone, name }), { limits: load.limits, decision });
  }
  return kept;
}
