import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';

type Command = (deps: Deps, raw: Raw) => Promise<void>;

/**
 * Wraps a command: if it ends because a deployment failed, the cause and the fix of `deployment explain` are added to
 * its error.
 */
export const explaining =
  (command: Command): Command =>
  async (deps, raw) => {
    const beganAt = deps.clock.now();
    try {
      await command(deps, raw);
    } catch (error) {
      throw error instanceof ExoError ? await whyItFailed(deps, error, beganAt) : error;
    }
  };

/**
 * Adds the cause from the logs to the failure of a deployment, see `withExplanation`; returns any other error
 * unchanged.
 */
export async function whyItFailed(deps: Deps, error: ExoError, beganAt: number): Promise<ExoError> {
  if (error.kind !== 'operation-failed') return error;
  return (await import('./explain-failure.js')).withExplanation(deps, error, beganAt);
}
