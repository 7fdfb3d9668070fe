import { type FakeClock, T0 } from './run.js';

/** After this many turns of the event loop without a new sleeper, everything is taken to wait for time only. */
const IDLE_TURNS = 3;

/**
 * A clock whose time passes only when nothing else is left to do: then it jumps to the end of the next sleep. So
 * parallel sleepers wake in the right order, unlike with `fakeClock`, where each sleep ends at once. Reads and writes
 * of files count as something to do.
 */
export function virtualClock(start = T0): FakeClock {
  let time = start;
  let sleepers: { at: number; wake: () => void }[] = [];
  let passing = false;
  let changes = 0;

  async function pass() {
    passing = true;
    while (sleepers.length > 0) {
      await idle();
      const [next] = sleepers.sort((a, b) => a.at - b.at).splice(0, 1);
      if (!next) break;
      time = Math.max(time, next.at);
      next.wake();
    }
    passing = false;
  }
  async function idle() {
    for (let turns = 0, seen = changes; turns < IDLE_TURNS; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (seen !== changes || process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) {
        turns = -1;
        seen = changes;
      }
    }
  }

  return {
    now: () => time,
    advance(ms) {
      time += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: time + Math.max(0, ms), wake };
        function wake() {
          signal?.removeEventListener('abort', stop);
          resolve();
        }
        function stop() {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal?.reason);
        }
        signal?.addEventListener('abort', stop, { once: true });
        changes += 1;
        sleepers.push(sleeper);
        if (!passing) void pass();
      }),
  };
}
