/*
 * undici's client, pool and connector, imported from their own modules. `import 'undici'` would load all of undici
 * (fetch, WebSockets, caches), which takes longer than loading everything else here. In Bun it would import Bun's own
 * replacement. A test fails if an upgrade of undici moves one of these modules.
 */
import type { Duplex } from 'node:stream';
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
  new Pool(origin, {
    connect: (options, callback) =>
      connect(options, (...made) => {
        if (made[1]) endAfterAll(made[1]);
        callback(...made);
      }),
    connections: null,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

/**
 * Holds the end of a connection back until undici has read everything before it. While a reader pauses, undici 7 takes
 * the end for that of the answer: a whole answer counts as broken off, or an assertion ends the process (undici's issue
 * 5360, fixed in undici 8, which needs Node 22). Readers must not pause for an empty chunk, which is the last one then.
 */
function endAfterAll(socket: Duplex): void {
  const { push, read } = socket;
  let isAtEnd = false;
  socket.push = (chunk, encoding) => {
    if (chunk !== null || socket.listenerCount('readable') === 0) return push.call(socket, chunk, encoding);
    isAtEnd = true;
    // undici reads now, unless it pauses; then it reads once it resumes.
    socket.emit('readable');
    return false;
  };
  socket.read = (size) => {
    const chunk: unknown = read.call(socket, size);
    // Node itself reads nothing (0) to learn of the end.
    if (isAtEnd && chunk === null && size === undefined) {
      isAtEnd = false;
      push.call(socket, null);
    }
    return chunk;
  };
}
