import type { Deps } from '../../deps.js';
import type { DesiredDeployment } from '../../desired/file/file-schema.js';
import { type ByLoad, canSleep, decideAtZero, loadLimits } from '../../desired/plan/plan-logs.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { replicasFor, type Standing } from '../../desired/schedule/standing.js';
import { isOwn } from '../../domain/deployment-state.js';
import { parseDuration } from '../../domain/duration.js';
import type { AutoscaleKind, Decision } from '../../domain/load/autoscale-types.js';
import { type ExoError, failureOf } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import { decide } from '../deployment/autoscale/autoscale-look.js';
import { lookAt, verdictOf } from '../deployment/load/load-look.js';
import { each } from '../lib/each.js';
import { withFewRequests } from '../lib/narrowed-deps.js';
import { keyOf, type LastRuns } from './last-runs.js';

/** A deployment of the file of which exactly one exists. */
interface Existing {
  deployment: DesiredDeployment;
  actual: Deployment & { id: string };
  standing: Standing;
}

/** The deployments of the file of which exactly one exists. @param there the existing deployments by zone */
export function existing(
  desired: readonly DesiredDeployment[],
  there: ReadonlyMap<string, readonly Deployment[]>,
  lastRun: LastRuns['lastRun'],
): Existing[] {
  return desired.flatMap((deployment) => {
    const { zone, name } = deployment;
    const [one, ...others] = (there.get(zone) ?? []).filter((each) => isOwn(each) && each.name === name);
    if (one?.id === undefined || others.length > 0) return [];
    const standing = { replicas: one.replicas, lastRun: lastRun(deployment) };
    return [{ deployment, actual: { ...one, id: one.id }, standing }];
  });
}

/** If a moment (--at) is further from now than this, in ms, the present logs say nothing about it. */
const NOW_MS = 60_000;
export const isNow = ({ clock }: Deps, at: Date) => Math.abs(at.getTime() - clock.now()) <= NOW_MS;

/** The decisions for the deployments whose size depends on the load, by `keyOf`. */
export type Loads = ReadonlyMap<string, ByLoad>;

/**
 * Decides on the size of the deployments that the file leaves to the load. A deployment whose logs cannot be read keeps
 * its size, with a warning, and the others are still decided.
 * @throws ExoError interrupted
 */
export async function loadsOf(deps: Deps, all: readonly Existing[], at: Date): Promise<Loads> {
  const client = await deps.client();
  const byLoad = all.flatMap((one) => {
    const limits = loadLimits(one.deployment, at, one.standing);
    return limits === undefined ? [] : [{ ...one, limits }];
  });
  const look = async ({ deployment, limits, actual }: (typeof byLoad)[number]): Promise<Decision> => {
    const atZero = decideAtZero(limits, actual);
    if (atZero) return atZero;
    if (isNow(deps, at)) return decide(deps, client.in(deployment.zone), actual, limits);
    return { kind: 'unknown', to: actual.replicas, reason: 'the load at that time is not known' };
  };
  const decided = new Map<string, ByLoad>();
  const { failures } = await each(byLoad, async (one) => {
    const { zone, name } = one.deployment;
    const decision = await look(one).catch((error: unknown): Decision => {
      const { message } = failureOf(error);
      deps.io.warn(
        `the load of ${name} in ${zone} is not known, so the deployment is left as it is: ${message}`,
      );
      return { kind: 'unknown', to: one.actual.replicas, reason: 'its logs could not be read' };
    });
    decided.set(keyOf(one.deployment), { limits: one.limits, decision });
  });
  const [interruption] = failures;
  if (interruption) throw interruption;
  return decided;
}

/**
 * Reads the logs of the running deployments that may be stopped for being idle. Those whose logs cannot be read or
 * prove nothing count as busy, with a warning: idle GPUs may be billed for as long as that lasts.
 * @returns since when a deployment has been idle, in ms since the UNIX epoch, by `keyOf`; only for deployments that
 * have provably been idle for long enough
 * @throws ExoError interrupted
 */
export async function idleSince(
  deps: Deps,
  all: readonly Existing[],
  at: Date,
): Promise<ReadonlyMap<string, number>> {
  const idleSinceByKey = new Map<string, number>();
  const running = all.filter(
    ({ deployment, actual, standing }) =>
      actual.replicas !== 0 && canSleep(deployment, replicasFor(deployment, at, standing)),
  );
  if (running.length === 0 || !isNow(deps, at)) return idleSinceByKey;
  const limitedDeps = withFewRequests(deps);
  const client = await limitedDeps.client();
  await Promise.all(
    running.map(async ({ deployment: { zone, name, idle }, actual: { id } }) => {
      const look = await lookAt(limitedDeps, { zone: client.in(zone), id, name });
      const afterMs = parseDuration(idle?.after ?? '0');
      const verdict =
        'error' in look
          ? ({ isIdle: false, why: look.error.message, isUnknown: true } as const)
          : verdictOf(look, afterMs, deps.clock.now());
      if (verdict.isIdle) idleSinceByKey.set(keyOf({ zone, name }), verdict.since);
      else if (verdict.isUnknown)
        deps.io.warn(`${name} in ${zone} counts as busy, because its load is not known: ${verdict.why}`);
    }),
  );
  return idleSinceByKey;
}

/** Does the plan add GPUs because the load asks for them? */
export const growsByLoad = ({ entries }: Plan): boolean =>
  entries.some(({ desired, gpus }) => desired.load !== undefined && gpus.after > gpus.now);

/**
 * The decisions for a plan that exceeds the quota: where GPUs of a family are missing, deployments get none of the
 * replicas that the load asks for, from the end of the file on, until the others fit. Deployments below their
 * minimum are the last to go without.
 */
export function withinQuota(deps: Deps, loads: Loads, plan: Plan): Loads {
  const short = new Map(plan.families.map((one) => [one.family, one.short]));
  return without(deps, loads, plan, 'no-quota', (family, added) => {
    const missing = short.get(family.toLowerCase()) ?? 0;
    if (missing <= 0) return undefined;
    short.set(family.toLowerCase(), missing - added);
    return `the quota for ${family} is too small`;
  });
}

/**
 * The decisions for a plan that exceeds the cost limit: the load adds no replicas.
 * @param refusal the error of --max-cost-per-hour
 */
export function withinCost(deps: Deps, loads: Loads, plan: Plan, refusal: ExoError): Loads {
  const isUnknown = refusal.code === 'price-unknown';
  const why = isUnknown
    ? 'the cost of more replicas is not known'
    : 'more replicas would cost too much per hour';
  return without(deps, loads, plan, 'too-dear', () => why);
}

const isBelowMin = ({ desired }: PlanEntry) => desired.load?.decision.kind === 'below-min';

/** @param whyNot why a deployment does not get these GPUs; undefined if it does */
function without(
  deps: Deps,
  loads: Loads,
  { entries }: Plan,
  kind: AutoscaleKind,
  whyNot: (family: string, added: number) => string | undefined,
): Loads {
  const reduced = new Map(loads);
  const last = [...entries].reverse();
  const order = [...last.filter((entry) => !isBelowMin(entry)), ...last.filter(isBelowMin)];
  for (const entry of order) {
    const { zone, name, gpus, desired, actual } = entry;
    const { load } = desired;
    if (!load || gpus.after <= gpus.now) continue;
    const why = whyNot(gpus.family, gpus.after - gpus.now);
    if (why === undefined) continue;
    // Below the minimum this is a failure, see `tooFew`.
    if (!isBelowMin(entry))
      deps.io.warn(`${name} in ${zone} is left as it is, ${why}: ${load.decision.reason}`);
    const reason = `${load.decision.reason}, and ${why}`;
    const decision = { ...load.decision, kind, to: actual?.replicas, reason };
    reduced.set(keyOf({ zone, name }), { limits: load.limits, decision });
  }
  return reduced;
}
