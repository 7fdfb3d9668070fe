import { isChanging } from '../../domain/deployment-state.js';
import type { Tone } from '../view.js';

interface Stateful {
  state: string;
  replicas?: number | undefined;
}

/** Is a deployment at zero replicas and not changing? Then no GPU is billed. Absent is not 0. */
export function isStopped(deployment: Stateful): boolean {
  return deployment.replicas === 0 && !isChanging(deployment.state);
}

/** The state as a table shows it: `ready (stopped)` at zero replicas, for which the service has no state of its own. */
export function shownState(deployment: Stateful): string {
  return isStopped(deployment) ? `${deployment.state} (stopped)` : deployment.state;
}

/** The short form of the state, for a list that is too wide: `stopped`. */
export function shortState(deployment: Stateful): string {
  return isStopped(deployment) && deployment.state === 'ready' ? 'stopped' : deployment.state;
}

/** The tone of a deployment's state. The service may add states at any time: one that is unknown here has no tone. */
export function stateTone(deployment: Stateful): Tone {
  if (deployment.state === 'error') return 'bad';
  if (isStopped(deployment)) return 'off';
  if (isChanging(deployment.state)) return 'busy';
  return deployment.state === 'ready' ? 'good' : undefined;
}
