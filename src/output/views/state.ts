import { isChanging } from '../../domain/deployment-state.js';
import type { Tone } from '../view.js';

interface Stateful {
  state: string;
  replicas?: number | undefined;
}

/** Scaled to zero and at rest: nothing serves, no GPU is billed. A count that is absent is not zero. */
export function isStopped(deployment: Stateful): boolean {
  return deployment.replicas === 0 && !isChanging(deployment.state);
}

/** The state as a table shows it; the service has no state of its own for zero replicas. */
export function shownState(deployment: Stateful): string {
  return isStopped(deployment) ? `${deployment.state} (stopped)` : deployment.state;
}

/** The state for a list, where the replicas stand in a column of their own. */
export function shortState(deployment: Stateful): string {
  return isStopped(deployment) && deployment.state === 'ready' ? 'stopped' : deployment.state;
}

/** How a deployment's state is felt. States are added to the service without notice: unknown ones have no tone. */
export function stateTone(deployment: Stateful): Tone {
  if (deployment.state === 'error') return 'bad';
  if (isStopped(deployment)) return 'off';
  if (isChanging(deployment.state)) return 'busy';
  return deployment.state === 'ready' ? 'good' : undefined;
}
