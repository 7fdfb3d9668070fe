import { UsageError } from '../errors.js';

/**
 * Refuses what is no length of time: with NaN a wait would have no end and no pause.
 * @param name of the option @throws UsageError
 */
export function checkMs(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(typeof ms === 'number' && ms > 0))
    throw new UsageError(`${name} must be milliseconds above 0, or Infinity, not ${String(ms)}`);
}
