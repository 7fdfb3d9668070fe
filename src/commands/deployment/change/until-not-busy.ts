import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { own } from '../../../domain/json.js';
import { pollDelayMs } from '../../../domain/polling.js';
import { ExoError, isInterruption } from '../../../errors.js';
import { waitOptions } from '../../lib/follow.js';
import type { WaitInput } from '../../lib/parse-input.js';
import type { Change } from './one-change.js';

/**
 * Makes a change that ends billing, again and again while its operation fails because the service is busy: it was
 * accepted, but nothing was changed, and GPUs are billed until it succeeds.
 * @param once makes the change, within the rest of the time
 * @throws ExoError what `once` throws; the last failure when the time is up
 */
export async function untilNotBusy<R>(
  deps: Deps,
  { what, zone: { zone } }: Change,
  wait: WaitInput,
  once: (rest: WaitInput) => Promise<R>,
): Promise<R> {
  const clock = steady(deps.clock);
  const start = clock.now();
  const { timeoutMs } = await waitOptions(deps, what, wait);
  let rest = wait;
  for (let tries = 0; ; tries++) {
    try {
      return await once(rest);
    } catch (error) {
      const passedMs = clock.now() - start;
      const pauseMs = pollDelayMs(tries, passedMs, deps.random());
      const leftMs = timeoutMs - passedMs - pauseMs;
      if (!hasFailedAsBusy(error) || leftMs <= 0) throw error;
      if (tries === 0)
        deps.io.say(`The service was too busy to ${what} in ${zone}; sending it again until it is done …`);
      await clock.sleep(pauseMs, deps.signal).catch((reason: unknown) => {
        throw isInterruption(reason)
          ? reason.retold({ message: `${reason.message}; ${error.message}`, zone, hint: RUN_AGAIN })
          : reason;
      });
      rest = { ...wait, '--wait-timeout': leftMs };
    }
  }
}

const RUN_AGAIN = 'it was not done; run the same command again';

function hasFailedAsBusy(error: unknown): error is ExoError {
  const isFailure = error instanceof ExoError && error.kind === 'operation-failed';
  return isFailure && own(error.details, 'reason') === 'busy';
}
