import { plural } from '../../../domain/counts.js';
import { formatDuration } from '../../../domain/duration.js';
import { amountOf, type Cost, costOver, perHour } from '../../../domain/money/price.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Costs } from '../../lib/cost-limit.js';
import type { Target } from '../endpoint/endpoint.js';
import { costOfReplicas } from '../scale/scale-words.js';
import { bounds, GOOD_SHARE, nextLevel, type Objective } from './bench-figures.js';
import type { BenchInput } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import { judged } from './bench-measure.js';

/** What is going to be asked, and what it costs. */
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
    : 'as many at once as the objective takes';
  const cost = replicas === undefined ? undefined : await costOfReplicas(() => costs, deployment, replicas);
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

/** What a benchmark has come to, and the objective that it is about. */
export function answerOf(capacity: Capacity, objective: Objective, wanted?: Wanted): string[] {
  const said = `The objective: ${objectiveOf(objective)} for ${GOOD_SHARE * 100} % of the requests.`;
  return [whatServes(capacity, wanted), said];
}

/** `one replica serves 12 at once within the objective; for 40 you need 4 (5.36 EUR/h)` */
function whatServes({ atOnce, isLeast, replicas, failedAt }: Capacity, wanted?: Wanted): string {
  const isOne = replicas === undefined || replicas === 1;
  const who = replicas === 1 ? 'one replica' : replicas === undefined ? 'it' : plural(replicas, 'replica');
  if (atOnce === 0 && failedAt !== undefined && failedAt > 1)
    return `${failedAt} at once are beyond the objective for ${who}, and fewer were not tried: without --concurrency the number is looked for`;
  if (atOnce === 0)
    return `${who} ${isOne ? 'does' : 'do'} not serve even one at once within the objective: more replicas do not make one faster.`;
  const serves = `${who} ${isOne ? 'serves' : 'serve'} ${isLeast ? 'at least ' : ''}${atOnce} at once within the objective`;
  if (replicas === undefined) return `${serves}; the service does not say how many replicas it has`;
  if (wanted === undefined) return serves;
  const { cost } = wanted;
  const paid = cost?.perHour === undefined ? '' : ` (${perHour(cost.perHour, cost.currency)})`;
  return `${serves}; for ${wanted.atOnce} you need ${isLeast ? 'at most ' : ''}${wanted.replicas}${paid}`;
}

function objectiveOf({ ttftMs, tps }: Objective): string {
  return [
    ...(ttftMs === undefined ? [] : [`first token within ${formatDuration(ttftMs)}`]),
    ...(tps === undefined ? [] : [`${tps} tokens a second or more`]),
  ].join(' and ');
}

/** What a benchmark has found out about an objective. */
export interface Capacity {
  /** Requests at once within the objective, of the whole deployment; 0: not even one. */
  atOnce: number;
  /** It may be more: that was not tried to the end. */
  isLeast: boolean;
  /** Of the deployment; undefined where the service does not say. */
  replicas: number | undefined;
  /** The smallest level beyond it that was tried. */
  failedAt?: number | undefined;
}

/** What is wanted, and what it takes. */
export interface Wanted {
  atOnce: number;
  replicas: number;
  cost: Cost | undefined;
}

/** How many the levels have shown it to serve at once; undefined where none was measured whole. */
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
    // With levels left between the two it would have to be looked for there.
    isLeast: failed === undefined || nextLevel(all) !== undefined,
    replicas,
    failedAt: failed,
  };
}

/**
 * The replicas that --at-once takes, if each serves as many as those that were measured, and their cost.
 * @returns undefined where nobody asks, or the capacity does not tell
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
  return { atOnce, replicas, cost: await costOfReplicas(() => costs, deployment, replicas) };
}
