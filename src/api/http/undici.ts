/*
 * undici's client, pool and connector through doors of their own: through its front door all of undici comes along, fetch,
 * WebSockets and caches included, which take longer to load than everything else here together. (And in Bun the front
 * door leads to Bun's own stand-in.) A test tells when an upgrade closes one of them.
 */
import type { buildConnector } from 'undici';

export type { Dispatcher } from 'undici';
export { default as buildConnector } from 'undici/lib/core/connect.js';
export { default as Client } from 'undici/lib/dispatcher/client.js';
export { default as Pool } from 'undici/lib/dispatcher/pool.js';

/** Makes the connections of a client. */
export type Connector = buildConnector.connector;
