import { plural } from '../../../domain/counts.js';
import { formatDuration } from '../../../domain/duration.js';
import { amountOf, type Cost, costOver, perHour } from '../../../domain/money/price.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Costs } from '../../lib/cost-limit.js';
import type { Target } from '../endpoint/endpoint-target.js';
import { costOfReplicas } from '../scale/scale-words.js';
import { bounds, GOOD_SHARE, nextLevel, type Objective } from './bench-figures.js';
import type { BenchInput } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import { judged } from './bench-measure.js';

/** The lines before the measurement: how many requests it sends, and what the deployment costs meanwhile. */
export async function announcement(
  { placed }: Target,
  deployment: Deployment,
  input: BenchInput,
  costs: Costs,
): Promise<string[]> {
  const { replicas } = deployment;
  const most = input['--max-duration'];
  const levels = input.levels
    ? `${input.levels.join(', ')} at once`
    : 'the largest number at once within the objective';
  const cost = replicas === undefined ? undefined : await costOfReplicas(costs, deployment, replicas);
  const time = Number.isFinite(most) ? formatDuration(most) : undefined;
  const share =
    time && cost?.perHour !== undefined
      ? `, of which ${time} are ${amountOf(costOver(cost.perHour, most), cost.currency)}`
      : '';
  return [
    `Measuring ${placed}${replicas === undefined ? '' : ` with ${plural(replicas, 'replica')}`}: ${levels}, for ${time ?? 'any time'} and ${input['--max-tokens']} tokens at most.`,
    ...(cost ? [`Its GPUs are billed anyway: ${cost.line}${share}.`] : []),
  ];
}

/** The lines with the result for the objective. */
export function answerOf(capacity: Capacity, objective: Objective, wanted?: Wanted): string[] {
  const said = `The objective: ${objectiveOf(objective)} for ${GOOD_SHARE * 100} % of the requests.`;
  return [whatServes(capacity, wanted), said];
}

/** `one replica serves 12 at once within the objective; for 40 you need 4 (5.36 EUR/h)` */
function whatServes({ atOnce, isLeast, replicas, failedAt }: Capacity, wanted?: Wanted): string {
  const isOne = replicas === undefined || replicas === 1;
  const who = replicas === 1 ? 'one replica' : replicas === undefined ? 'it' : plural(replicas, 'replica');
  if (atOnce === 0 && failedAt !== undefined && failedAt > 1)
    return `${failedAt} requests at once are too many for ${who} within the objective, and fewer were not tried: leave out --concurrency to find the number`;
  if (atOnce === 0)
    return `${who} ${isOne ? 'does' : 'do'} not serve even one request within the objective: more replicas do not make a single request faster.`;
  const serves = `${who} ${isOne ? 'serves' : 'serve'} ${isLeast ? 'at least ' : ''}${atOnce} requests at once within the objective`;
  if (replicas === undefined) return `${serves}; the service does not say how many replicas it has`;
  if (wanted === undefined) return serves;
  const { cost } = wanted;
  const paid = cost?.perHour === undefined ? '' : ` (${perHour(cost.perHour, cost.currency)})`;
  return `${serves}; for ${wanted.atOnce} you need ${isLeast ? 'at most ' : ''}${plural(wanted.replicas, 'replica')}${paid}`;
}

function objectiveOf({ ttftMs, tps }: Objective): string {
  return [
    ...(ttftMs === undefined ? [] : [`first token within ${formatDuration(ttftMs)}`]),
    ...(tps === undefined ? [] : [`${tps} tokens a second or more`]),
  ].join(' and ');
}

/** The capacity that a benchmark has found for an objective. */
export interface Capacity {
  /** How many requests at once the whole deployment serves within the objective; 0 if not even one. */
  atOnce: number;
  /** The capacity may be larger, because the search was not finished. */
  isLeast: boolean;
  /** The deployment's replicas; undefined if the service does not tell. */
  replicas: number | undefined;
  /** The smallest measured level at which the objective did not hold. */
  failedAt?: number | undefined;
}

/** The number of --at-once, with the replicas that it takes. */
export interface Wanted {
  atOnce: number;
  replicas: number;
  cost: Cost | undefined;
}

/** The capacity according to the measured levels; undefined if no level was measured completely. */
export function capacityIn(
  runs: readonly LevelRun[],
  objective: Objective,
  replicas: number | undefined,
): Capacity | undefined {
  const all = judged(runs, objective);
  if (all.length === 0) return undefined;
  const { held, failed } = bounds(all);
  return {
    atOnce: held,
    // If the search has levels left, the capacity may lie between the two bounds.
    isLeast: failed === undefined || nextLevel(all) !== undefined,
    replicas,
    failedAt: failed,
  };
}

/**
 * The replicas that --at-once takes, assuming that each serves as many as the measured ones, and their cost.
 * @returns undefined without --at-once, or if the capacity is not known
 */
export async function wantedOf(
  capacity: Capacity,
  deployment: Deployment,
  input: BenchInput,
  costs: Costs,
): Promise<Wanted | undefined> {
  const atOnce = input['--at-once'];
  if (atOnce === undefined || capacity.atOnce === 0 || capacity.replicas === undefined) return undefined;
  const replicas = Math.ceil((atOnce * capacity.replicas) / capacity.atOnce);
  return { atOnce, replicas, cost: await costOfReplicas(costs, deployment, replicas) };
}
