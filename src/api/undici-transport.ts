import type { buildConnector } from 'undici';
import buildDirectConnector from 'undici/lib/core/connect.js';
import Client from 'undici/lib/dispatcher/client.js';
import { exchange } from './exchange.js';
import { type HeadStart, withHeadStart } from './head-start.js';
import type { Transport } from './transport.js';

/** How long to wait for a connection, TLS handshake included, in ms. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than the longest pause between two polls of an operation, so that one connection serves them all. */
const KEEP_ALIVE_MS = 30_000;

/** Settings of a connection to one origin, in undici's own terms. */
const CONNECTION_OPTIONS = {
  // Two requests that belong together (look-up and quota) share one connection and one round trip.
  pipelining: 4,
  keepAliveTimeout: KEEP_ALIVE_MS,
  // Deadlines are kept here, for the whole exchange: a peer that drips must not reset them with every byte.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/** Connects straight to an origin. */
export const directConnector = () => buildDirectConnector({ timeout: CONNECT_TIMEOUT_MS });

/** A kept connection to one origin. */
interface Kept {
  dispatcher: Client;
  headStart: HeadStart;
  /** Requests under way. */
  busy: number;
}

/**
 * Production's transport: one kept connection for each connection key and origin.
 * @param connectorFor makes the connections to an origin; through a proxy in place of directly
 */
export function createUndiciTransport(
  connectorFor: (origin: string) => buildConnector.connector = directConnector,
): Transport {
  const connections = new Map<string, Kept>();
  const kept = (origin: string, key: string | undefined): Kept | undefined => {
    const own = connections.get(nameOf(origin, key));
    if (own) return own;
    // What served no zone so far, and is idle, serves the first zone that has the same origin.
    const free = connections.get(nameOf(origin));
    if (!free || free.busy > 0) return undefined;
    connections.delete(nameOf(origin));
    connections.set(nameOf(origin, key), free);
    return free;
  };
  const made = (origin: string, key: string | undefined): Kept => {
    const headStart = withHeadStart(connectorFor(origin), () => performance.now());
    const dispatcher = new Client(origin, { ...CONNECTION_OPTIONS, connect: headStart.connect });
    const connection = { dispatcher, headStart, busy: 0 };
    connections.set(nameOf(origin, key), connection);
    return connection;
  };
  return {
    async send(request) {
      const { origin } = new URL(request.url);
      const connection = kept(origin, request.connectionKey) ?? made(origin, request.connectionKey);
      connection.busy++;
      try {
        return await exchange(connection.dispatcher, origin, request);
      } finally {
        connection.busy--;
      }
    },
    open({ url, connectionKey }) {
      const { origin } = new URL(url);
      if (!kept(origin, connectionKey)) made(origin, connectionKey).headStart.begin(origin);
    },
    close() {
      // Destroyed rather than closed: an idle socket must not hold up the exit.
      for (const { dispatcher, headStart } of connections.values()) {
        headStart.drop();
        dispatcher.destroy().catch(() => {});
      }
      connections.clear();
    },
  };
}

const nameOf = (origin: string, key = '') => `${key} ${origin}`;
