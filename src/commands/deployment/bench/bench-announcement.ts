import { formatDuration } from '../../../domain/duration.js';
import { plural } from '../../../domain/gpus.js';
import { amountOf, costOver } from '../../../domain/money/price.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Costs } from '../../lib/cost-limit.js';
import type { Target } from '../endpoint/endpoint.js';
import { costOfReplicas } from './bench-capacity.js';
import type { BenchInput } from './bench-input.js';

/** What is going to be asked, and what it costs. */
export async function announcement(
  { placed }: Target,
  deployment: Deployment,
  input: BenchInput,
  costs: Costs,
): Promise<string[]> {
  const { replicas = 1 } = deployment;
  const most = input['--max-duration'];
  const levels = input.levels
    ? `${input.levels.join(', ')} at once`
    : 'as many at once as the objective takes';
  const cost = await costOfReplicas(costs, deployment, replicas);
  const while_ = Number.isFinite(most) ? ` of which ${formatDuration(most)} are` : '';
  const paid =
    cost === undefined
      ? []
      : [
          `Its GPUs are billed anyway: ${cost.line}${cost.perHour === undefined || while_ === '' ? '' : `,${while_} ${amountOf(costOver(cost.perHour, most), cost.currency)}`}.`,
        ];
  return [
    `Measuring ${placed} with ${plural(replicas, 'replica')}: ${levels}, for ${Number.isFinite(most) ? formatDuration(most) : 'any time'} and ${input['--max-tokens']} tokens at most.`,
    ...paid,
  ];
}
