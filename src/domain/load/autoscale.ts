import { isChanging, isSettled } from '../deployment-state.js';
import { byLoad } from './autoscale-load.js';
import type { AutoscaleInput, AutoscaleKind, Decision } from './autoscale-types.js';

/** A deployment at rest and within its limits: how many replicas it has is for the load to decide. */
export interface AtRest {
  replicas: number;
  /** In ms. */
  changedAt: number;
}

/** What is decided whatever the load: nothing at zero and while a change is under way, and what the limits ask for. */
export function decideWithoutLoad({
  state,
  replicas,
  changedAt,
  limits: { min, max },
}: Pick<AutoscaleInput, 'state' | 'replicas' | 'changedAt' | 'limits'>): Decision | AtRest {
  const stays = (kind: AutoscaleKind, reason: string): Decision => ({ kind, to: replicas, reason });
  if (replicas === 0) return stays('stopped', 'it is stopped, and without replicas there is no load to see');
  if (state === 'error') return stays('error', 'its state is error');
  if (isChanging(state)) return stays('changing', `a change is under way: it is ${state}`);
  if (!isSettled(state)) return stays('unknown', `its state is ${state}, which is not known to be at rest`);
  if (replicas === undefined) return stays('unknown', 'the service does not say how many replicas it has');
  if (replicas < min) return { kind: 'below-min', to: min, reason: `at least ${min}` };
  if (replicas > max) return { kind: 'above-max', to: max, reason: `at most ${max}` };
  return changedAt === undefined
    ? stays('unknown', 'the service does not say when it was last changed')
    : { replicas, changedAt };
}

/**
 * How many replicas a deployment should have: one more, one fewer, or as many as it has. Of what it is told alone: run
 * twice, or killed and run again, it says the same. Nothing changes while a change is under way, at zero, or where the
 * lines do not prove what it would rest on; and what was before the last change proves nothing.
 */
export function decideReplicas(input: AutoscaleInput): Decision {
  const found = decideWithoutLoad(input);
  if ('kind' in found) return found;
  return byLoad(input, found.replicas, Math.max(found.changedAt, input.startedAt ?? 0));
}
