import type { Deps } from '../../../deps.js';
import { GOOD_SHARE } from '../../../domain/bench-figures.js';
import { costKeys } from '../../../domain/money/price.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Reached, Target } from '../endpoint/endpoint.js';
import type { Capacity, Wanted } from './bench-capacity.js';
import type { BenchInput } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import { rowOf } from './bench-rows.js';
import type { BenchDocument } from './bench-schema.js';

/** What was measured as JSON, with the names of vLLM's own bench. */
export function documentOf(
  deps: Deps,
  found: {
    target: Target;
    reached: Reached;
    deployment: Deployment;
    runs: readonly LevelRun[];
    input: BenchInput;
    capacity: Capacity | undefined;
    wanted: Wanted | undefined;
  },
): BenchDocument {
  const { target, reached, deployment, runs, input, capacity, wanted } = found;
  const slo = input['--slo'];
  return {
    ...{ name: target.name, zone: target.zone.zone, date: new Date(deps.clock.now()).toISOString() },
    ...{ endpoint_type: 'openai-chat', model_id: reached.model, replicas: deployment.replicas ?? 1 },
    levels: runs.map((each) => {
      const { times, good, goodput, isCut, ...row } = rowOf(each, slo);
      return {
        ...{ ...row, ...times },
        ...(goodput !== undefined && { request_goodput: goodput }),
        within_objective: good === undefined || isCut ? null : good >= GOOD_SHARE,
        cut_short: isCut,
      };
    }),
    objective: slo ? { ttft_ms: slo.ttftMs ?? null, tokens_per_second: slo.tps ?? null } : null,
    capacity: capacity
      ? {
          ...{ at_once: capacity.atOnce, at_least: capacity.isLeast, replicas: capacity.replicas },
          wanted_at_once: input['--at-once'] ?? null,
          replicas_needed: wanted?.replicas ?? null,
          ...{ cost_per_hour: null, currency: null, ...costKeys(wanted?.cost) },
        }
      : null,
  };
}
