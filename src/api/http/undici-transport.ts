import type { LookupFunction } from 'node:net';
import { Connections, MOST_READS } from './connections.js';
import { exchange } from './exchange.js';
import { type HeadStart, withHeadStart } from './head-start.js';
import { CONNECT_TIMEOUT_MS, type HttpRequest, type Transport } from './transport.js';
import { buildConnector, Client, type Connector } from './undici.js';

/** Longer than the longest pause between two polls of an operation, so that one connection serves them all. */
const KEEP_ALIVE_MS = 30_000;

/** Settings of a connection to one origin, in undici's own terms. */
const CONNECTION_OPTIONS = {
  pipelining: MOST_READS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  // Deadlines are kept here, for the whole exchange: a peer that drips must not reset them with every byte.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/** Connects straight to an origin. @param ca certificates to trust in place of Node's own @param lookup in place of the system's */
export const directConnector = (ca?: string[], lookup?: LookupFunction): Connector =>
  buildConnector({ timeout: CONNECT_TIMEOUT_MS, ...(ca && { ca }), ...(lookup && { lookup }) });

/** A kept connection to one origin. */
interface Kept {
  client: Client;
  headStart: HeadStart;
}

/**
 * Production's transport: for each connection key and origin one kept connection, more only for changes that are
 * under way at the same time, and one that is not kept for each request that has to be alone on its own.
 * @param connectorFor makes the connections to an origin; through a proxy in place of directly
 * @param beforeParser called before a connection is handed to undici, which compiles its parser for the first of them
 */
export function createUndiciTransport(
  connectorFor: (origin: string) => Connector = () => directConnector(),
  beforeParser: () => void = () => {},
): Transport {
  const clientOf = (origin: string, connector: Connector) =>
    new Client(origin, {
      ...CONNECTION_OPTIONS,
      connect: (options, callback) =>
        connector(options, (...made) => {
          beforeParser();
          callback(...made);
        }),
    });
  const connections = new Connections<Kept>((origin) => {
    const headStart = withHeadStart(connectorFor(origin), () => performance.now());
    const client = clientOf(origin, headStart.connect);
    return { client, headStart };
  });
  const sendAlone = async (origin: string, request: HttpRequest) => {
    const client = clientOf(origin, connectorFor(origin));
    try {
      return await exchange(client, origin, request);
    } finally {
      client.destroy().catch(() => {});
    }
  };
  return {
    async send(request) {
      const { origin } = new URL(request.url);
      if (request.fresh) return sendAlone(origin, request);
      const isChange = request.method !== 'GET';
      return connections.lend(origin, request.connectionKey, isChange, ({ client }) =>
        exchange(client, origin, request),
      );
    },
    open({ url, connectionKey }) {
      const { origin } = new URL(url);
      connections.first(origin, connectionKey)?.headStart.begin(origin);
    },
    close() {
      // Destroyed rather than closed: an idle socket must not hold up the exit.
      for (const { client, headStart } of connections.clear()) {
        headStart.drop();
        client.destroy().catch(() => {});
      }
    },
  };
}
