import fc from 'fast-check';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { runs, SEED } from './chance.js';
import { hasHints } from './hinted.js';

// For every property: none draws a seed of its own.
fc.configureGlobal({ seed: SEED, numRuns: runs(100) });

// What a test starts with this process's environment asks no public price feed.
process.env.EXO_DI_PRICES ??= 'off';

/** The one msw server of a test file. A request that no test foresaw fails the test; loopback sockets pass. */
export const server = setupServer();

const listen = () =>
  server.listen({
    onUnhandledRequest(request, print) {
      const { hostname } = new URL(request.url);
      if (hostname !== '127.0.0.1' && hostname !== 'localhost' && hostname !== '[::1]') print.error();
    },
  });
beforeAll(listen);
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Does something while Node's own functions for requests are in their places, and not msw's. */
export function withoutMsw(work: () => void): void {
  server.close();
  work();
  listen();
}

/** Whatever command a test was told to type has to be one. */
afterAll(async () => {
  if (hasHints()) await (await import('./hints-run.js')).checkHints();
});
