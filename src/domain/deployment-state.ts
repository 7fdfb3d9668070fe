/** States in which a change is under way (`list-deployments`); the others known are settled. */
export const TRANSITIONAL_STATES = ['creating', 'preparing', 'deploying', 'scaling', 'updating'] as const;

/** Is a change surely under way? An unknown state is neither surely changing nor surely at rest, see `isSettled`. */
export function isChanging(state: string): boolean {
  return TRANSITIONAL_STATES.some((known) => known === state);
}

/** Surely at rest. An unknown state is not: states are added to the service without notice. */
export function isSettled(state: string): boolean {
  return state === 'ready';
}

/** Does it serve nobody though it is meant to? In state `error`, unless it is at zero replicas. */
export function isBroken({ state, replicas }: { state: string; replicas?: number | undefined }): boolean {
  return state === 'error' && replicas !== 0;
}

/** What a deployment comes to once it is at rest: with no replicas it never gets ready. */
export function restsAs(seen: { replicas?: number | undefined } | undefined): 'ready' | 'stopped' {
  return seen?.replicas === 0 ? 'stopped' : 'ready';
}

/** The organization's own: public ones are the service's shared models, which nobody can change. */
export const isOwn = ({ visibility }: { visibility: string }) => visibility !== 'public';
