import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import type { Decision } from '../../../domain/load/autoscale-types.js';
import type { Cost } from '../../../domain/money/price.js';
import { tellNothingSent } from '../../../errors.js';
import type { AutoscaleRow } from '../../../output/views/autoscale.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { type Costs, costsBeside } from '../../lib/cost-limit.js';
import type { PlannedCall } from '../../lib/dry-run.js';
import { orStillListed, readListed } from '../../lib/look.js';
import type { Changed } from '../change/one-change.js';
import { plannedScaling, type Resize } from '../change/scale-change.js';
import { scaleUnlessChanged } from '../change/scale-unless-changed.js';
import { lookingAt, onDeployment, type PlacedEntry, requireName, subjectOf } from '../find.js';
import { afterScale, beforeScale, costOfReplicas, requireCost, requireRoom } from '../scale/scale-words.js';
import { inErrorBecause } from '../watch/watch-errors.js';
import { type AutoscaleFlags, limitsOf } from './autoscale-input.js';
import { decide } from './autoscale-look.js';

/** The result of one decision. */
interface Look {
  row: AutoscaleRow;
  /** With --dry-run, the request that was not sent. */
  planned?: PlannedCall;
  /** Lines to print at the end. */
  words: readonly string[];
}

/**
 * Makes one decision, and scales by at most one replica, or into the limits. The deployment is read again right before
 * the request; if anything has changed since the decision, nothing is sent.
 * @throws ExoError not-found, quota, operation-failed, deadline, unavailable
 */
export async function autoscaleOnce(deps: Deps, flags: AutoscaleFlags): Promise<Look> {
  // Made first, so that an invalid limit is refused before any other request.
  const costs = flags['--max-cost-per-hour'] === undefined ? undefined : costsBeside(deps, flags);
  const scale = (found: PlacedEntry) =>
    autoscaleFound(deps, flags, found, costs).catch(orStillListed(lookingAt({ ...found, name: flags.NAME })));
  return onDeployment(deps, flags.NAME, scale, { change: true });
}

async function autoscaleFound(
  deps: Deps,
  flags: AutoscaleFlags,
  { zone, id }: PlacedEntry,
  costs: Costs | undefined,
): Promise<Look> {
  const looking = lookingAt({ zone, id, name: flags.NAME });
  const read = async () => ({
    ...(await readListed(looking).catch(tellNothingSent(subjectOf(flags.NAME)))),
    id,
  });
  const deployment = await read();
  requireName({ zone, id, name: flags.NAME }, deployment);
  const decision = await decide(deps, zone, deployment, limitsOf(flags));
  if (decision.kind === 'error')
    throw inErrorBecause(deployment.name, zone.zone, deployment, 'it is left as it is');
  const { name, replicas: from } = deployment;
  const { to, reason } = decision;
  const row = { ...decision, name, zone: zone.zone, from, result: 'scaled' as const };
  const stays = (other: Pick<Decision, 'kind' | 'reason'>): Look => ({
    row: { ...row, ...other, result: 'unchanged', to: from },
    words: [],
  });
  if (from === undefined || to === undefined || to === from) return stays(decision);
  const change = { zone, id, name, size: to, entry: deployment };
  const cost = to > from ? await allow(deps, change, reason, costs, flags) : undefined;
  if (flags['--dry-run'])
    return { row: { ...row, result: 'dry-run' }, planned: plannedScaling(change, cost), words: [] };
  const meanwhile = await read();
  if (isOther(deployment, meanwhile))
    return stays({
      kind: 'changing',
      reason: `it has been changed meanwhile: it is now ${described(meanwhile)}`,
    });
  deps.io.say(`${name}: ${reason}.`, ...beforeScale(change, cost));
  const changed = await scaleUnlessChanged(deps, change, meanwhile, flags);
  if (changed.inUse !== undefined)
    return stays({ kind: 'changing', reason: `a change is under way, the service says: ${changed.inUse}` });
  if (changed.problem) throw changed.problem;
  warnOfOldMoment(deps, deployment, changed);
  const { operation } = changed;
  const isOver = operation?.state !== 'pending' && changed.deployment !== undefined;
  return {
    row: { ...row, result: isOver ? 'scaled' : 'accepted', operationId: operation?.id },
    words: isOver ? afterScale(change) : [],
  };
}

/**
 * Warns if `updated-at` has not changed: the windows of the next decision begin with the last change, and would be too
 * long.
 */
function warnOfOldMoment({ io }: Deps, before: Deployment, { operation, deployment: after }: Changed): void {
  const { name, 'updated-at': moment } = before;
  if (operation?.state === 'pending' || moment === undefined || after?.['updated-at'] !== moment) return;
  io.warn(
    `the service did not change updated-at of ${name}: the next decision may count log lines from before this change`,
  );
}

/**
 * Refuses to scale up beyond the quota or --max-cost-per-hour.
 * @param reason why more replicas are needed
 * @param costs set if there is a cost limit
 * @returns the cost afterwards
 * @throws ExoError quota; unavailable if there is a limit and a price is not known
 */
async function allow(
  deps: Deps,
  change: Resize,
  reason: string,
  costs: Costs | undefined,
  flags: AutoscaleFlags,
): Promise<Cost | undefined> {
  const { name, size, entry = {} } = change;
  const what = `scale deployment ${name} to ${plural(size, 'replica')} (${reason})`;
  if (!flags['--no-preflight']) await requireRoom(deps, change, what);
  if (costs) await requireCost(change, costs, what);
  // With --every nobody reads the cost of each step.
  if (flags['--every'] !== undefined) return undefined;
  return costOfReplicas(costs ?? costsBeside(deps, flags), entry, size);
}

/** Has the deployment been changed between the two readings? */
const isOther = (before: Deployment, after: Deployment) =>
  (['name', 'state', 'replicas', 'updated-at'] as const).some((key) => before[key] !== after[key]);

const described = ({ state, replicas }: Deployment) =>
  `${state}${replicas === undefined ? '' : ` with ${plural(replicas, 'replica')}`}`;

/** `my-app 2 → 3: 4 requests waiting for 70 s (KV cache 91 %)`, `my-app stays at 2: …`. */
export function lineOf({ name, from, to, reason }: AutoscaleRow): string {
  if (from !== to) return `${name} ${from} → ${to}: ${reason}`;
  return `${name} ${from === undefined ? 'stays as it is' : `stays at ${from}`}: ${reason}`;
}
