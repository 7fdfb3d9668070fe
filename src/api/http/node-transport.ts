import type { Agent, get as overHttp } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { bareHost, portOf } from './address.js';
import { Connections } from './connections.js';
import { FRESH_MS } from './head-start.js';
import { answerTo } from './pending-answer.js';
import {
  CONNECT_TIMEOUT_MS,
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportError,
} from './transport.js';

/** A kept connection to one origin. */
interface Kept {
  agent: Agent;
  get: typeof overHttp;
  /** Calls back once the socket that the agent gave to a request is connected, its TLS handshake included. */
  onceConnected(socket: Duplex, callback: () => void): void;
  /** Opens the connection in advance; sends nothing. */
  begin(): void;
  end(): void;
}

/**
 * A transport for reads over Node's own HTTP client. This client is part of Node, whereas undici has to be read and
 * compiled, and its parser set up. Node's client sends nothing on a connection whose last request is unanswered, so
 * each read has a connection to itself.
 * @param lookup looks hosts up instead of the system
 * @param now a clock in milliseconds that only runs forward
 */
export function createNodeTransport(
  lookup?: LookupFunction,
  now: () => number = () => process.uptime() * 1000,
): Transport {
  const connections = new Connections<Kept>((origin) => keptConnection(origin, lookup, now));
  return {
    async send(request) {
      const { origin } = new URL(request.url);
      return connections.lend(origin, request.connectionKey, true, (connection) => read(request, connection));
    },
    open({ url, connectionKey }) {
      const { origin } = new URL(url);
      connections.first(origin, connectionKey)?.begin();
    },
    close() {
      for (const connection of connections.clear()) connection.end();
    },
  };
}

function keptConnection(origin: string, lookup: LookupFunction | undefined, now: () => number): Kept {
  const url = new URL(origin);
  const isSecure = url.protocol === 'https:';
  // node:https, which loads all of TLS, is loaded only if the origin needs it.
  const { Agent, get } = process.getBuiltinModule(isSecure ? 'node:https' : 'node:http');
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...(lookup && { lookup }) });
  const connectedBy = isSecure ? 'secureConnect' : 'connect';
  const connected = new WeakSet<Duplex>();
  const create = agent.createConnection.bind(agent);
  const connect: typeof create = (options, callback) => {
    const socket = create(options, callback);
    if (!socket) return socket;
    // The time limit begins with the connection, not with the request, which may first wait for its turn.
    const late = setTimeout(
      () => socket.destroy(new TransportError('connect', false, 'no connection in time')),
      CONNECT_TIMEOUT_MS,
    );
    return socket
      .once('close', () => clearTimeout(late))
      .once(connectedBy, () => {
        clearTimeout(late);
        connected.add(socket);
      });
  };
  let begun: { socket: Duplex; at: number } | undefined;
  agent.createConnection = (options, callback) => {
    const early = begun;
    begun = undefined;
    if (early && now() - early.at > FRESH_MS) early.socket.destroy();
    return early && !early.socket.destroyed ? early.socket : connect(options, callback);
  };
  return {
    agent,
    get,
    onceConnected(socket, callback) {
      if (connected.has(socket)) callback();
      else socket.once(connectedBy, callback);
    },
    begin() {
      const host = bareHost(url);
      const socket = connect({
        host,
        port: portOf(url),
        ...(!isIP(host) && { servername: host }),
        ...(lookup && { lookup }),
      });
      // A failure is ignored here: whoever asks for the connection then connects again, and gets the error.
      if (socket) begun = { socket: socket.on('error', () => {}), at: now() };
    },
    end() {
      begun?.socket.destroy();
      agent.destroy();
    },
  };
}

function read(request: HttpRequest, { agent, get, onceConnected }: Kept): Promise<HttpResponse> {
  const { url, headers } = request;
  return answerTo(request, (answer) => {
    const outgoing = get(url, { headers, agent }, (incoming) => {
      answer.began(incoming.statusCode ?? 0, incoming.headers);
      incoming.on('data', answer.received).on('end', answer.ended).on('error', answer.failed);
    });
    outgoing
      .on('socket', (socket) => onceConnected(socket, answer.sent))
      .on('error', answer.failed)
      // If an answer asks for another protocol, Node closes the connection and reports nothing else.
      .on('close', () => answer.failed(new TransportError('lost', true, 'the connection was lost')));
    answer.endWith(() => outgoing.destroy());
  });
}
