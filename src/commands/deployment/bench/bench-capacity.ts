import type { Objective } from '../../../domain/bench-figures.js';
import { capacityOf, nextLevel } from '../../../domain/bench-search.js';
import { totalGpus } from '../../../domain/gpus.js';
import type { Cost } from '../../../domain/money/price.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Costs } from '../../lib/cost-limit.js';
import type { BenchInput } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import { judged } from './bench-measure.js';

/** What a benchmark has found out about an objective. */
export interface Capacity {
  /** Requests at once within the objective, of the whole deployment; 0: not even one. */
  atOnce: number;
  /** It may be more: that was not tried to the end. */
  isLeast: boolean;
  replicas: number;
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
  replicas: number,
): Capacity | undefined {
  const all = judged(runs, objective);
  if (all.length === 0) return undefined;
  const bad = all.filter(({ isGood }) => !isGood).map(({ level }) => level);
  return {
    atOnce: capacityOf(all),
    // With levels left between the two it would have to be looked for there.
    isLeast: nextLevel(all) !== undefined,
    replicas,
    failedAt: bad.length === 0 ? undefined : Math.min(...bad),
  };
}

/** What so many replicas of a deployment cost; undefined where its GPUs are not told. */
export async function costOfReplicas(
  costs: Costs,
  { 'gpu-type': family, 'gpu-count': count }: Deployment,
  replicas: number,
): Promise<Cost | undefined> {
  if (family === undefined || count === undefined) return undefined;
  return costs.of({ family, gpus: totalGpus(count, replicas) });
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
  if (atOnce === undefined || capacity.atOnce === 0) return undefined;
  const replicas = Math.ceil((atOnce * capacity.replicas) / capacity.atOnce);
  return { atOnce, replicas, cost: await costOfReplicas(costs, deployment, replicas) };
}
