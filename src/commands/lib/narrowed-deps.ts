import { zoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { silentProgress } from '../../io/progress.js';

/** For several actions, of other accounts too, under one line of progress: their own would overwrite each other. */
export function withoutProgress(deps: Deps): Deps {
  const as: Deps['as'] = (account) => withoutProgress(deps.as(account));
  return { ...deps, as, io: { ...deps.io, progress: () => silentProgress } };
}

/** For a look that is taken again later: what it says would be said twice. */
export function withoutTalk(deps: Deps): Deps {
  return { ...deps, io: { ...deps.io, progress: () => silentProgress, say: () => {}, warn: () => {} } };
}

/** For the rounds of --every, whose log is read later: a warning ends with its time, as an error does. */
export function timed(deps: Deps): Deps {
  const as: Deps['as'] = (account) => timed(deps.as(account));
  const warn = (sentence: string) =>
    deps.io.warn(`${sentence} (${new Date(deps.clock.now()).toISOString()})`);
  return { ...deps, as, io: { ...deps.io, warn } };
}

/** The most requests that are under way at once. */
const MOST_REQUESTS = 4;

/** For commands that read many things again and again: few requests at once, and the others wait in their order. */
export function withFewRequests(deps: Deps): Deps {
  const inTurn = limiter(MOST_REQUESTS);
  return {
    ...deps,
    async client() {
      const client = await deps.client();
      return {
        ...client,
        in: (zone) => {
          const own = client.in(zone);
          return zoneClient(zone, (call, options) => inTurn(() => own.send(call, options)));
        },
      };
    },
  };
}

function limiter(most: number): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (act) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await act();
    } finally {
      // The next waiting request takes the place; without one it becomes free.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
