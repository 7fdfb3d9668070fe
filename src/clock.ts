/** Time, injected: nothing below the launcher looks at the ambient clock, so tests decide what time it is. */
export interface Clock {
  /** Milliseconds since the UNIX epoch: for signatures, dates and ages. */
  now(): number;
  /**
   * Resolves after `ms`; where the machine has slept meanwhile, soon after it has woken. Rejects with the signal's reason once
   * that is aborted.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest time that one of Node's timers can hold (31 bits, 24 days); a longer limit counts as none. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * How often a sleep looks at the clock, in ms. Timers stand still while the machine sleeps: without a look, what is due in an
 * hour would come an hour after the machine has woken.
 */
const LOOK_EVERY_MS = 15_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const until = Date.now() + ms;
    for (let left = ms; left > 0 && Date.now() < until; left -= LOOK_EVERY_MS)
      await timer(Math.min(left, LOOK_EVERY_MS), signal);
    signal?.throwIfAborted();
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
