import { zoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { silentProgress } from '../../io/progress.js';

/** For things done at the same time under one line of progress: lines of their own would paint over each other. */
export function withoutProgress(deps: Deps): Deps {
  return { ...deps, io: { ...deps.io, progress: () => silentProgress } };
}

/** Requests under way at once, whatever the number of things that are looked at. */
const MOST_REQUESTS = 4;

/**
 * The same dependencies with few requests under way at once: for what looks at many things, often. Others wait for their
 * turn in the order in which they were asked.
 */
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
      // The place goes to who is next, or is free.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
