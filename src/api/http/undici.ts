/*
 * undici's client, pool and connector through doors of their own: through its front door all of undici comes along, fetch,
 * WebSockets and caches included, which take longer to load than everything else here together. (And in Bun the front
 * door leads to Bun's own stand-in.) A test tells when an upgrade closes one of them.
 */
import type { buildConnector } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';

export type { Dispatcher } from 'undici';
export { default as buildConnector } from 'undici/lib/core/connect.js';
export { default as Client } from 'undici/lib/dispatcher/client.js';
export { Pool };

/** Makes the connections of a client. */
export type Connector = buildConnector.connector;

/**
 * Connections for streams: each has one to itself, and a first token may take minutes, so whoever waits decides how long.
 * undici keeps an idle one for 4 s: servers of engines close theirs after 5 s, without a word before.
 */
export const streamPool = (origin: string, connect: Connector): Pool =>
  new Pool(origin, { connect, connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
