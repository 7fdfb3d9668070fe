import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';

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
