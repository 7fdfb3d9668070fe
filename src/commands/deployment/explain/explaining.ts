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
 * Adds to the failure of a deployment the cause that its logs prove. If they cannot be read in time, or prove nothing,
 * the error stays as it is, as any other error does. Its exit code never changes.
 * @param beganAt the start of the command, in ms: older lines of a deployment that serves or is stopped do not belong
 * to this failure
 */
export async function whyItFailed(deps: Deps, error: ExoError, beganAt: number): Promise<ExoError> {
  const { kind, zone, deployment, explanation } = error;
  if (kind !== 'operation-failed' || !zone || !deployment || explanation) return error;
  const { causeInLogs } = await import('./explain-failure.js');
  try {
    const found = await causeInLogs(deps, (await deps.client()).in(zone), deployment, beganAt);
    return found ? error.retold({ explanation: found }) : error;
  } catch (failure) {
    if (failure instanceof ExoError) return error;
    throw failure;
  }
}
