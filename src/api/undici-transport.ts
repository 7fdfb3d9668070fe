import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { connectionError } from './connection-error.js';
import {
  type HttpRequest,
  type HttpResponse,
  MAX_BODY_BYTES,
  type Transport,
  TransportError,
} from './transport.js';

/** How long to wait for a connection, TLS handshake included, in ms. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than the longest pause between two polls of an operation, so that one connection serves them all. */
const KEEP_ALIVE_MS = 30_000;

/** Node's timers hold 31 bits (24 days); a longer limit is none. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Settings of a connection to one origin, in undici's own terms. */
export const CONNECTION_OPTIONS = {
  // Two requests that belong together (look-up and quota) share one connection and one round trip.
  pipelining: 4,
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  // Deadlines are kept here, for the whole exchange: a peer that drips must not reset them with every byte.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/**
 * Production's transport: one kept connection for each connection key and origin.
 * @param dispatcherFor makes the connection to an origin; a proxy's or a pool's in place of the direct one
 */
export function createUndiciTransport(
  dispatcherFor: (origin: string) => Dispatcher = (origin) => new Client(origin, CONNECTION_OPTIONS),
): Transport {
  const dispatchers = new Map<string, Dispatcher>();
  return {
    send(request) {
      const { origin } = new URL(request.url);
      const key = `${request.connectionKey ?? ''} ${origin}`;
      let dispatcher = dispatchers.get(key);
      if (!dispatcher) {
        dispatcher = dispatcherFor(origin);
        dispatchers.set(key, dispatcher);
      }
      return exchange(dispatcher, origin, request);
    },
    close() {
      // Destroyed rather than closed: an idle socket must not hold up the exit.
      for (const dispatcher of dispatchers.values()) dispatcher.destroy().catch(() => {});
      dispatchers.clear();
    },
  };
}

function exchange(dispatcher: Dispatcher, origin: string, request: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { method, url, headers, body, signal, timeoutMs } = request;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let answerHeaders: Record<string, string> = {};
    let sent = false;
    let failure: unknown;
    let controller: Dispatcher.DispatchController | undefined;

    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    // Rejects at once; the connection is torn down, or the request dropped before it is written.
    const fail = (error: unknown) => {
      settle();
      failure ??= error;
      reject(error);
      if (controller && !controller.aborted) controller.abort(asError(error));
    };
    const onAbort = () => fail(signal?.reason);
    const timer =
      timeoutMs === undefined || timeoutMs > LONGEST_TIMER_MS
        ? undefined
        : setTimeout(
            () => fail(new TransportError('timeout', sent, 'no answer in time')),
            Math.max(0, timeoutMs),
          );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });

    dispatcher.dispatch(
      {
        origin,
        path: url.slice(origin.length),
        method: asMethod(method),
        headers,
        body: body ?? null,
        blocking: false,
      },
      {
        onRequestStart(started) {
          controller = started;
          // Given up while it waited for its connection: now it must not be written any more.
          if (failure !== undefined) started.abort(asError(failure));
          else sent = true;
        },
        onResponseStart(_, statusCode, received) {
          status = statusCode;
          answerHeaders = flatten(received);
        },
        onResponseData(_, chunk) {
          bytes += chunk.length;
          if (bytes > MAX_BODY_BYTES) fail(new TransportError('too-large', true, 'the answer is too large'));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          settle();
          resolve({ status, headers: answerHeaders, body: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError(_, error) {
          fail(failure ?? connectionError(error, new URL(origin).host, sent));
        },
      },
    );
  });
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function asMethod(method: string): Dispatcher.HttpMethod {
  switch (method) {
    case 'GET':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return method;
    default:
      throw new TypeError(`no such HTTP method: ${method}`);
  }
}
