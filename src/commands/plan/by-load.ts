import type { Deps } from '../../deps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import type { AutoscaleKind } from '../../domain/load/autoscale-types.js';
import type { Loads } from './by-logs.js';
import { keyOf } from './last-runs.js';

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
