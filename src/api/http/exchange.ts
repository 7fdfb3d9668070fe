import { connectionError } from './connection-error.js';
import { type HttpRequest, type HttpResponse, MAX_BODY_BYTES, TransportError } from './transport.js';
import type { Dispatcher } from './undici.js';
import { bodyText } from './unpack.js';

/** Node's timers hold 31 bits (24 days); a longer limit is none. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * One request and its whole answer over a connection, as `Transport.send` promises it.
 * @throws TransportError, or the signal's reason
 */
export function exchange(
  dispatcher: Dispatcher,
  origin: string,
  request: HttpRequest,
): Promise<HttpResponse> {
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
          const answer = (body: string) => resolve({ status, headers: answerHeaders, body });
          bodyText(Buffer.concat(chunks), answerHeaders['content-encoding']).then(answer, reject);
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
