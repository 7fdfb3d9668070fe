import fc from 'fast-check';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { runs, SEED } from './chance.js';

// For every property: none draws a seed of its own.
fc.configureGlobal({ seed: SEED, numRuns: runs(100) });

/** The one msw server of a test file. A request that no test foresaw fails the test; loopback sockets pass. */
export const server = setupServer();

beforeAll(() =>
  server.listen({
    onUnhandledRequest(request, print) {
      const { hostname } = new URL(request.url);
      if (hostname !== '127.0.0.1' && hostname !== 'localhost' && hostname !== '[::1]') print.error();
    },
  }),
);
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
