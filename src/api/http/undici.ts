/*
 * undici's client, pool and connector, imported from their own modules. `import 'undici'` would load all of undici
 * (fetch, WebSockets, caches), which takes longer than loading everything else here. In Bun it would import Bun's own
 * replacement. A test fails if an upgrade of undici moves one of these modules.
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
 * Connections for streamed answers. Each request has a connection to itself. A first token may take minutes, so
 * undici's limits are off, and the caller decides how long to wait. undici keeps an idle connection for 4 s; servers of
 * engines close theirs after 5 s without notice.
 */
export const streamPool = (origin: string, connect: Connector): Pool =>
  new Pool(origin, { connect, connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
