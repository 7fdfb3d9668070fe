import type { Objective } from '../../../domain/bench-figures.js';
import { capacityOf, nextLevel } from '../../../domain/bench-search.js';
import { totalGpus } from '../../../domain/gpus.js';
import { money } from '../../../domain/money/decimal.js';
import { type Cost, perHour } from '../../../domain/money/price.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Costs } from '../../lib/cost-limit.js';
import { type Capacity, replicasFor, type Wanted } from './bench-answer.js';
import type { BenchInput } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import { judged } from './bench-measure.js';

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

/** The replicas that --at-once takes, and what they cost. */
export interface WantedFacts {
  said: Wanted;
  costPerHour: string | undefined;
  currency: string | undefined;
}

/** @returns undefined where nobody asks, or the capacity does not tell */
export async function wantedOf(
  capacity: Capacity,
  deployment: Deployment,
  input: BenchInput,
  costs: Costs,
): Promise<WantedFacts | undefined> {
  const atOnce = input['--at-once'];
  const replicas = atOnce === undefined ? undefined : replicasFor(atOnce, capacity);
  if (atOnce === undefined || replicas === undefined) return undefined;
  const cost = await costOfReplicas(costs, deployment, replicas);
  const said = cost?.perHour === undefined ? undefined : perHour(cost.perHour, cost.currency);
  return {
    said: { atOnce, replicas, cost: said },
    costPerHour: cost?.perHour === undefined ? undefined : money(cost.perHour),
    currency: cost?.perHour === undefined ? undefined : cost.currency.toUpperCase(),
  };
}
