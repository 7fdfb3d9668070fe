import type { Deps } from '../../deps.js';
import type { DesiredDeployment } from '../../desired/file/schema.js';
import { type ByLoad, decideAtZero, loadLimits } from '../../desired/plan/plan-load.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { isOwn } from '../../domain/deployment-state.js';
import type { AutoscaleKind, Decision } from '../../domain/load/autoscale-types.js';
import { failureOf } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import { decide } from '../deployment/autoscale/autoscale-look.js';
import { each } from '../lib/each.js';

type Named = Pick<DesiredDeployment, 'zone' | 'name'>;

/** What the load has decided of the deployments that leave it to it. */
export interface Loads {
  of(deployment: Named): ByLoad | undefined;
  /** The same for a plan that the quota cannot hold: what would be added by the load is not. */
  withinQuota(plan: Plan): Loads;
  /** The same for one that costs too much. */
  withinCost(plan: Plan): Loads;
}

const keyOf = ({ zone, name }: Named) => `${zone}/${name}`;
/** Further from now than this, in ms, the load of now says nothing of a moment. */
const NOW_MS = 60_000;

/**
 * Looks at the load of those deployments whose file leaves it to that, as far as they exist. Logs that cannot be read
 * change nothing of theirs, and keep no other back.
 * @throws ExoError interrupted
 */
export async function loadsOf(
  deps: Deps,
  desired: readonly DesiredDeployment[],
  actual: ReadonlyMap<string, readonly Deployment[]>,
  { at, lastRun }: { at: Date; lastRun(deployment: Named): Date | undefined },
): Promise<Loads> {
  const client = await deps.client();
  const left = desired.flatMap((deployment) => {
    const [one, ...others] = (actual.get(deployment.zone) ?? []).filter(
      (each) => isOwn(each) && each.name === deployment.name,
    );
    if (one?.id === undefined || others.length > 0) return [];
    const standing = { replicas: one.replicas, lastRun: lastRun(deployment) };
    const limits = loadLimits(deployment, at, standing);
    return limits === undefined ? [] : [{ deployment, limits, actual: { ...one, id: one.id } }];
  });
  const isNow = Math.abs(at.getTime() - deps.clock.now()) <= NOW_MS;
  const look = async ({ deployment, limits, actual: there }: (typeof left)[number]): Promise<Decision> => {
    const atZero = decideAtZero(limits, there);
    if (atZero) return atZero;
    if (isNow) return decide(deps, client.in(deployment.zone), there, limits);
    return { kind: 'unknown', to: there.replicas, reason: 'what it will be at that time is not known' };
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
  return loadsIn(deps, decided);
}

/** Does the load ask for more than there is? */
export const growsByLoad = ({ entries }: Plan): boolean =>
  entries.some(({ desired, gpus }) => desired.load !== undefined && gpus.after > gpus.now);

function loadsIn(deps: Deps, decided: ReadonlyMap<string, ByLoad>): Loads {
  const without = (
    entries: Plan['entries'],
    kind: AutoscaleKind,
    whyNot: (family: string) => string | undefined,
  ) => {
    const kept = new Map(decided);
    for (const { zone, name, gpus, desired, actual } of entries) {
      const { load } = desired;
      const why = whyNot(gpus.family);
      if (!load || why === undefined || gpus.after <= gpus.now) continue;
      deps.io.warn(`${name} in ${zone} is left as it is, ${why}: ${load.decision.reason}`);
      const reason = `${load.decision.reason}, and ${why}`;
      const decision = { ...load.decision, kind, to: actual?.replicas, reason };
      kept.set(keyOf({ zone, name }), { limits: load.limits, decision });
    }
    return loadsIn(deps, kept);
  };
  return {
    of: (deployment) => decided.get(keyOf(deployment)),
    withinQuota({ entries, families }) {
      const short = new Set(families.flatMap(({ family, short: lacking }) => (lacking > 0 ? [family] : [])));
      return without(entries, 'no-quota', (family) =>
        short.has(family) ? `the quota for ${family} is too small` : undefined,
      );
    },
    withinCost: ({ entries }) => without(entries, 'too-dear', () => 'more would cost too much an hour'),
  };
}
