import { TransportError } from '../../../api/http/transport.js';
import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { type TimeLimit, timeLimit } from '../../../endpoint/time-limit.js';

/** How long is waited for an endpoint, in ms: as `--timeout` says, else as long as usual. */
export async function patienceOf(deps: Deps, usualMs: number): Promise<number> {
  const { timeoutMs = usualMs } = await deps.settings();
  return timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs;
}

/**
 * Does something with an endpoint in so many milliseconds, and no longer.
 * @param how.stop ends it early @param how.silent the time begins anew with each word, see `TimeLimit.again`
 * @throws TransportError timeout, and the reason of the command's own signal
 */
export async function within<T>(
  deps: Deps,
  ms: number,
  act: (limit: TimeLimit) => Promise<T>,
  { stop, silent = false }: { stop?: AbortSignal | undefined; silent?: boolean } = {},
): Promise<T> {
  const limit = timeLimit(stop ? AbortSignal.any([deps.signal, stop]) : deps.signal, ms);
  try {
    return await act(limit);
  } catch (error) {
    if (deps.signal.aborted) throw deps.signal.reason;
    if (!limit.isOver) throw error;
    const time = `${silent ? 'for' : 'within'} ${formatDuration(ms)}`;
    throw new TransportError('timeout', true, `nothing came ${time}`);
  } finally {
    limit.end();
  }
}
