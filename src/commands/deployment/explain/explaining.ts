import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';

type Command = (deps: Deps, raw: Raw) => Promise<void>;

/** The command, which says why when it ends because a deployment failed: the two lines of `deployment explain`. */
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

/** The failure of a deployment with what its logs prove, see `withExplanation`; any other as it is. */
export async function whyItFailed(deps: Deps, error: ExoError, beganAt: number): Promise<ExoError> {
  if (error.kind !== 'operation-failed') return error;
  return (await import('./explain-failure.js')).withExplanation(deps, error, beganAt);
}
