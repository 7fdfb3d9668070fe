import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LONGEST_TIMER_MS } from '../clock.js';
import { errorCode } from '../domain/system-error.js';
import { type ExoError, UsageError } from '../errors.js';
import { type ProxyOptions, serve } from './answer.js';
import { type Address, formatAddress } from './listen.js';

/** A load balancer keeps idle connections for about a minute: they must not be closed under its hands, in ms. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Starts a local OpenAI endpoint.
 * @throws UsageError when the address cannot be had
 */
export async function startProxy(options: ProxyOptions, at: Address) {
  let isClosing = false;
  const underWay = new Set<ServerResponse>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      // Its connection may be kept for a next request, which is not to come.
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
    if (isClosing) response.setHeader('connection', 'close');
    void serve(options, request, response, () => isClosing);
  };
  server.on('request', answer);
  // Not asked to go on before it is known that its body will be read.
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
    /** Takes no more requests, waits until those under way have ended, or so long (Infinity: without limit), and breaks off what is left. */
    async drain(atMostMs: number) {
      isClosing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const { keeper } of options.targets) keeper.close();
      server.closeIdleConnections();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<true>((resolve) => {
        if (atMostMs <= LONGEST_TIMER_MS) timer = setTimeout(resolve, atMostMs, true);
      });
      const isLate = (await Promise.race([closed, late])) === true;
      clearTimeout(timer);
      // Once all connections have ended nothing is broken off, though the last answers may not know it yet.
      const brokenOff = isLate ? underWay.size : 0;
      server.closeAllConnections();
      for (const { upstream } of options.targets) upstream.close();
      return { brokenOff };
    },
  };
}

/** Why an address cannot be had, by the system's name for it. */
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
