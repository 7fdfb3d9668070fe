import { DEFAULT_WAIT_MS, type WaitOptions } from '../../api/wait.js';
import type { Deps } from '../../deps.js';
import type { WaitInput } from './parse-input.js';

/**
 * How a command waits: until --wait-timeout, else the account's own limit, else half an hour.
 * @param what completes "could not …", for messages
 */
export async function waitOptions(
  deps: Deps,
  what: string,
  wait: Pick<WaitInput, '--wait-timeout'>,
): Promise<WaitOptions> {
  return {
    clock: deps.clock,
    random: deps.random,
    signal: deps.signal,
    timeoutMs: wait['--wait-timeout'] ?? (await deps.settings()).waitTimeoutMs ?? DEFAULT_WAIT_MS,
    what,
  };
}
