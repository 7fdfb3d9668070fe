/** The states in which a change is under way (`list-deployments`). */
export const TRANSITIONAL_STATES = ['creating', 'preparing', 'deploying', 'scaling', 'updating'] as const;

/** Is a change surely under way? For a state that this program does not know, both this and `isSettled` are false. */
export function isChanging(state: string): boolean {
  return TRANSITIONAL_STATES.some((known) => known === state);
}

/**
 * Is the deployment surely at rest? For an unknown state this is false, because the service gets new states without
 * notice.
 */
export function isSettled(state: string): boolean {
  return state === 'ready';
}

/** Does a deployment fail to serve although it should? That is state `error`, unless it has zero replicas. */
export function isBroken({ state, replicas }: { state: string; replicas?: number | undefined }): boolean {
  return state === 'error' && replicas !== 0;
}

/**
 * The state to wait for: `stopped` if the deployment has zero replicas, because it never gets ready then, else `ready`.
 */
export function restsAs(seen: { replicas?: number | undefined } | undefined): 'ready' | 'stopped' {
  return seen?.replicas === 0 ? 'stopped' : 'ready';
}

/**
 * Does the deployment belong to the organization? Public ones are the service's shared models, which customers cannot
 * change.
 */
export const isOwn = ({ visibility }: { visibility: string }) => visibility !== 'public';
