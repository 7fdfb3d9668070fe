import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limitedTo } from '../clock.js';
import { errorCode } from '../domain/system-error.js';
import { type ExoError, UsageError } from '../errors.js';
import { type Address, formatAddress } from './listen.js';
import { type ProxyOptions, serve } from './serve.js';

/** How long idle connections stay open, in ms: longer than the minute or so for which a load balancer reuses them. */
const KEEP_ALIVE_MS = 75_000;
/** How long the headers of a request may take, in ms. Node's own limit ends with that for whole requests. */
const HEADERS_MS = 60_000;
/**
 * After this much silence on a connection, in ms, the system asks the caller's machine whether it is still there. A
 * request that it was sending, or waits for, would otherwise keep the deployment awake forever.
 */
const PROBE_AFTER_MS = 60_000;

/**
 * Starts the proxy: a local OpenAI endpoint for the deployments.
 * @throws UsageError if the proxy cannot listen on the address
 */
export async function startProxy(options: ProxyOptions, at: Address) {
  let isClosing = false;
  const underWay = new Set<ServerResponse>();
  /** The connections on which no request has come. */
  const unused = new Set<Socket>();
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_MS,
    requestTimeout: 0,
  });
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    socket.once('close', () => {
      unused.delete(socket);
      // Node tells it only to the response whose turn it is, not to those that wait behind it (pipelining).
      for (const response of underWay)
        if (response.req.socket === socket && response.socket === null) response.destroy().emit('close');
    });
  });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    unused.delete(request.socket);
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      // The client may keep the connection for its next request, which a closing proxy does not wait for.
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
    if (isClosing) response.setHeader('connection', 'close');
    void serve(options, request, response, () => isClosing);
  };
  server.on('request', answer);
  // Without this handler Node would ask for the body at once. `continueIfAsked` asks only if the body will be read.
  server.on('checkContinue', answer);
  const address = await new Promise<Address>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(at, cause)));
    server.listen(at.port, at.host, () => {
      const bound = server.address();
      resolve({ ...at, port: typeof bound === 'object' && bound ? bound.port : at.port });
    });
  });
  return {
    address,
    /**
     * Stops taking requests, waits until those under way have ended, then breaks off the rest.
     * @param atMostMs how long to wait; Infinity: without limit
     * @returns how many requests were broken off
     */
    async drain(atMostMs: number) {
      isClosing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const { keeper } of options.targets) keeper.close();
      server.closeIdleConnections();
      // Node does not count these as idle.
      for (const socket of unused) socket.destroy();
      let stopTimer = () => {};
      const late = new Promise<true>((resolve) => {
        stopTimer = limitedTo(atMostMs, () => resolve(true));
      });
      const isLate = (await Promise.race([closed, late])) === true;
      stopTimer();
      // If all connections have closed in time, nothing is broken off, even if some responses have not noticed yet.
      const brokenOff = isLate ? underWay.size : 0;
      server.closeAllConnections();
      for (const { upstream } of options.targets) upstream.close();
      return { brokenOff };
    },
  };
}

/** Why the proxy cannot listen on an address, by the system's error code. */
const UNUSABLE = new Map<string | undefined, string>([
  ['EADDRINUSE', 'it is in use'],
  ['EACCES', 'permission denied'],
  ['EADDRNOTAVAIL', 'this machine does not have it'],
]);

function cannotListen(at: Address, cause: Error): ExoError {
  const why = UNUSABLE.get(errorCode(cause)) ?? cause.message;
  return new UsageError(`--listen ${formatAddress(at)} cannot be used: ${why}`, {
    hint: 'choose another address, or any free port with --listen 127.0.0.1:0',
    cause,
  });
}
