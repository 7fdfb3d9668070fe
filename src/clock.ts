/** The time, injected: no code below the launcher reads the system's clock itself, so that tests can set the time. */
export interface Clock {
  /** Milliseconds since the UNIX epoch: for signatures, dates and ages. */
  now(): number;
  /**
   * Resolves after `ms`. Time in which the machine sleeps counts too. Rejects with the signal's reason once the signal
   * is aborted.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A clock for spans of time: if the system's clock is set back, it goes on from where it was. Otherwise a wait would
 * last longer by as much, and idle GPUs would be billed meanwhile. The time from its last `now()` until then counts as
 * none. Its time is no date.
 */
export function steady(clock: Clock): Clock {
  let last = clock.now();
  let setBackMs = 0;
  return {
    now() {
      const now = clock.now();
      setBackMs += Math.max(0, last - now);
      last = now;
      return now + setBackMs;
    },
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}

/** The longest delay of a Node timer, in ms (31 bits, 24 days). */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `late` after a time limit. A limit beyond 24 days counts as none: Node would end such a timer at once.
 * @param ms undefined or Infinity for no limit
 * @returns ends the timer
 */
export function limitedTo(ms: number | undefined, late: () => void): () => void {
  if (ms === undefined || ms > LONGEST_TIMER_MS) return () => {};
  const timer = setTimeout(late, Math.max(0, ms));
  return () => clearTimeout(timer);
}

/**
 * How often `sleep` looks at the clock, in ms. Timers stand still while the machine sleeps: a single timer for an hour
 * could end an hour after the machine has woken, and not when the hour is over.
 */
const LOOK_EVERY_MS = 15_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const until = Date.now() + ms;
    for (let remainingMs = ms; remainingMs > 0 && Date.now() < until; remainingMs -= LOOK_EVERY_MS)
      await timer(Math.min(remainingMs, LOOK_EVERY_MS), signal);
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
