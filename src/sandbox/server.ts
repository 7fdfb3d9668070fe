import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { ExoError } from '../errors.js';
import { socketConnection } from './connection.js';
import { DEFAULT_CREDENTIAL, type SandboxOptions } from './options.js';
import { PRICE_FEED_PATH } from './price-feed.js';
import { createSandbox } from './sandbox.js';

const HOST = '127.0.0.1';

export type RunningSandbox = Awaited<ReturnType<typeof startSandbox>>;

/**
 * Starts a sandbox on 127.0.0.1, never on another address, because its secrets are public. Prints nothing.
 * @throws ExoError `usage` if the port cannot be opened, and what `createSandbox` throws
 */
export async function startSandbox(options: SandboxOptions = {}) {
  const sandbox = createSandbox(options);
  const server = createAdaptorServer({
    fetch: (request, { incoming }) => sandbox.serve(request, incoming.url, socketConnection(incoming.socket)),
    // Otherwise hono would replace the global Request and Response, which tests in this process use too.
    overrideGlobalObjects: false,
  });
  const port = await listen(server, options.port ?? 0);
  const origin = `http://${HOST}:${port}`;
  const { key, secret } = sandbox.world.credentials[0] ?? DEFAULT_CREDENTIAL;
  return {
    origin,
    /** The value for EXOSCALE_API_ENDPOINT: `ORIGIN/v2`. */
    endpoint: `${origin}/v2`,
    /** The URL of the price feed, for EXO_DI_PRICES. */
    prices: `${origin}${PRICE_FEED_PATH}`,
    // The first credential that the sandbox accepts.
    key,
    secret,
    sandbox,
    /** Stops listening and breaks off every open connection at once. */
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function listen(server: ServerType, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) => {
      const taken = 'code' in cause && cause.code === 'EADDRINUSE';
      const why = taken ? 'is already in use' : `cannot be opened: ${cause.message}`;
      reject(
        new ExoError('usage', `port ${port} of ${HOST} ${why}`, {
          code: 'port',
          hint: 'Choose another with --port.',
          cause,
        }),
      );
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
