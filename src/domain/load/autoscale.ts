import { isChanging, isSettled } from '../deployment-state.js';
import { byLoad } from './autoscale-load.js';
import type { AutoscaleInput, Decision } from './autoscale-types.js';

/**
 * What is decided whatever the load: nothing at zero and while a change is under way, and what the limits ask for.
 * @returns undefined where the load decides
 */
export function decideWithoutLoad(input: Omit<AutoscaleInput, 'engines'>): Decision | undefined {
  const { replicas, changedAt, limits } = input;
  const atRest = standing(input);
  if (atRest) return atRest;
  const unknown = (what: string): Decision => ({
    kind: 'unknown',
    to: replicas,
    reason: `the service does not say ${what}`,
  });
  if (replicas === undefined) return unknown('how many replicas it has');
  if (replicas < limits.min) return { kind: 'below-min', to: limits.min, reason: `at least ${limits.min}` };
  if (replicas > limits.max) return { kind: 'above-max', to: limits.max, reason: `at most ${limits.max}` };
  return changedAt === undefined ? unknown('when it was last changed') : undefined;
}

/**
 * How many replicas a deployment should have: one more, one fewer, or as many as it has. Of what it is told alone: run
 * twice, or killed and run again, it says the same. Nothing changes while a change is under way, at zero, or where the
 * lines do not prove what it would rest on; and what was before the last change proves nothing.
 */
export function decideReplicas(input: AutoscaleInput): Decision {
  const { replicas, changedAt } = input;
  const decided = decideWithoutLoad(input);
  if (decided || replicas === undefined || changedAt === undefined)
    return decided ?? { kind: 'unknown', to: replicas, reason: '' };
  return byLoad(input, replicas, Math.max(changedAt, input.startedAt ?? 0));
}

/** What stands against any change, whatever the load. */
function standing({ state, replicas }: Pick<AutoscaleInput, 'state' | 'replicas'>): Decision | undefined {
  if (replicas === 0)
    return { kind: 'stopped', to: 0, reason: 'it is stopped, and without replicas there is no load to see' };
  if (state === 'error') return { kind: 'error', to: replicas, reason: 'its state is error' };
  if (isChanging(state))
    return { kind: 'changing', to: replicas, reason: `a change is under way: it is ${state}` };
  if (!isSettled(state))
    return {
      kind: 'unknown',
      to: replicas,
      reason: `its state is ${state}, which is not known to be at rest`,
    };
  return undefined;
}
