import type { LookupFunction } from 'node:net';
import { Connections, MOST_READS } from './connections.js';
import { type HeadStart, withHeadStart } from './head-start.js';
import { CONNECT_TIMEOUT_MS, type HttpRequest, type Transport } from './transport.js';
import { buildConnector, Client, type Connector } from './undici.js';
import { exchange } from './undici-exchange.js';

/**
 * How long an idle connection is kept: longer than the longest pause between two polls of an operation, so that one
 * connection serves them all.
 */
const KEEP_ALIVE_MS = 30_000;

/** Settings of a connection to one origin, in undici's own terms. */
const CONNECTION_OPTIONS = {
  pipelining: MOST_READS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  // undici's own limits are off, because each byte of the answer would start them anew: a peer that sends single bytes
  // slowly could hold up a request for ever. The request's own limit covers the whole exchange.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/**
 * Connects directly to an origin.
 * @param ca certificates to trust instead of Node's own @param lookup looks hosts up instead of the system
 */
export const directConnector = (ca?: string[], lookup?: LookupFunction): Connector =>
  buildConnector({ timeout: CONNECT_TIMEOUT_MS, ...(ca && { ca }), ...(lookup && { lookup }) });

/** A kept connection to one origin. */
interface Kept {
  client: Client;
  headStart: HeadStart;
}

/**
 * Production's transport. For each connection key and origin it keeps one connection, and more only for changes that
 * are under way at the same time. A request that has to be alone (`fresh`) gets a connection that is not kept.
 * @param connectorFor makes the connections to an origin, for instance through a proxy
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
      // Destroyed rather than closed, because an idle socket would hold up the exit.
      for (const { client, headStart } of connections.clear()) {
        headStart.drop();
        client.destroy().catch(() => {});
      }
    },
  };
}
