import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { socketConnection } from '../../src/sandbox/connection.js';
import type { Sandbox } from '../../src/sandbox/index.js';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/**
 * The certificate of the CA that signed those of `localhost`, `127.0.0.1` and `*.exo-di.test`: for NODE_EXTRA_CA_CERTS.
 */
export const CA_FILE = fixture('test-only-ca.pem');
const CERTIFICATE = {
  cert: readFileSync(fixture('test-only-localhost.pem')),
  key: readFileSync(fixture('test-only-localhost.key')),
};

/** A server that a test has started on 127.0.0.1. */
export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Serves the sandbox over TLS, as the real service is. @param keptOpen false: one request for each connection */
export function serveInTls(sandbox: Sandbox, { keptOpen = true } = {}): Promise<Listening> {
  const listener = getRequestListener(
    (request, { incoming }) => sandbox.serve(request, incoming.url, socketConnection(incoming.socket)),
    { overrideGlobalObjects: false },
  );
  const server = createHttpsServer(CERTIFICATE, listener);
  if (!keptOpen) server.maxRequestsPerSocket = 1;
  return listen(server);
}

export interface ProxyOptions {
  /** The port of this machine to which the proxy connects for every host. */
  target: number;
  /** Clients speak TLS with the proxy itself. */
  tls?: boolean;
  /** The only `user:password` that the proxy accepts; absent: it asks for none. */
  login?: string;
  /** What the proxy does with CONNECT instead of connecting: a status to answer, or a fault. */
  answer?: number | 'hang-up' | 'silence' | 'garbage';
}

export interface TestProxy extends Listening {
  /** The first line of every request, as `CONNECT host:443`. */
  seen: string[];
}

/** Starts a CONNECT proxy that connects to one port of this machine, whatever host is asked for. */
export async function startProxy({ target, tls = false, login, answer }: ProxyOptions): Promise<TestProxy> {
  const seen: string[] = [];
  const server = tls ? createHttpsServer(CERTIFICATE) : createHttpServer();
  server.on('request', ({ method, url }, response) => {
    seen.push(`${method} ${url}`);
    response.writeHead(405).end();
  });
  server.on('connect', ({ url, headers }: IncomingMessage, client: Socket, head: Buffer) => {
    seen.push(`CONNECT ${url}`);
    client.on('error', () => {});
    const expected = login && `Basic ${Buffer.from(login).toString('base64')}`;
    if (expected && headers['proxy-authorization'] !== expected) return refuse(client, 407);
    if (typeof answer === 'number') return refuse(client, answer);
    if (answer === 'hang-up') return client.destroy();
    if (answer === 'garbage') return client.end('SSH-2.0-OpenSSH_9.2\r\n');
    if (answer === 'silence') return;
    const upstream = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  return { seen, ...(await listen(server)) };
}

function refuse(client: Socket, status: number): void {
  client.end(
    `HTTP/1.1 ${status} No\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>the proxy's own page</html>`,
  );
}

/** Listens on a free port of 127.0.0.1. Closing breaks off open connections. */
export async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve()),
  );
  return {
    port: portOf(server.address()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new TypeError('the server does not listen');
  return address.port;
}
