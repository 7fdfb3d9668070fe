import { Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { connectionError } from '../api/http/connection-error.js';
import { flatHeaders } from '../api/http/pending-answer.js';
import { productionConnectors } from '../api/http/production-transport.js';
import { type Dispatcher, type Pool, streamPool } from '../api/http/undici.js';
import { cached } from '../domain/cached.js';
import type { Env } from '../domain/environment.js';
import { asError } from '../domain/system-error.js';
import type { EndpointTransport, StreamedAnswer, StreamRequest } from './endpoint-transport.js';

/** If this many bytes wait for their reader, no more are taken from the connection. */
const MOST_WAITING = 256 * 1024;

/**
 * A transport over real sockets: undici, with the proxies and certificates that the environment names. A connection
 * serves one request after the other, and there are as many connections as simultaneous requests. Time limits are up to
 * the caller.
 * @param endMs how long an answer may take to end after its reader has left, in ms: whoever has read the last word does
 *   not wait for the end
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createEndpointTransport(env: Env, endMs = 50): Promise<EndpointTransport> {
  const connectorFor = await productionConnectors(env);
  const pools = new Map<string, Pool>();
  return {
    open(request) {
      const { origin } = new URL(request.url);
      const pool = cached(pools, origin, () => streamPool(origin, connectorFor(origin)));
      return dispatched(pool, origin, request, endMs);
    },
    close() {
      for (const pool of pools.values()) pool.destroy().catch(() => {});
      pools.clear();
    },
  };
}

/** Sends one request, and returns its answer while it arrives. */
function dispatched(
  pool: Pool,
  origin: string,
  { method, url, headers, body, signal }: StreamRequest,
  endMs: number,
): Promise<StreamedAnswer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;
    let failure: { error: unknown } | undefined;
    let tellOver = () => {};
    const ending = new Promise<void>((ended) => {
      tellOver = ended;
    });
    const received = new Readable({ highWaterMark: MOST_WAITING, read: () => controller?.resume() });
    const end = () => {
      over = true;
      signal?.removeEventListener('abort', onAbort);
      received.push(null);
      tellOver();
    };
    const fail = (error: unknown) => {
      if (over) return;
      failure ??= { error };
      reject(error);
      if (controller && !controller.aborted) controller.abort(asError(error));
      end();
    };
    const onAbort = () => fail(signal?.reason);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    async function* read(): AsyncGenerator<Uint8Array, void> {
      try {
        yield* received;
        // The failure is thrown only after everything that arrived before it has been read.
        if (failure) throw failure.error;
      } finally {
        // If the answer ends now, its connection stays open for the next request, whose measured time then includes no
        // connecting. undici frees the connection one turn of the event loop later.
        await Promise.race([ending, setTimeout(endMs)]);
        await setImmediate();
        fail(new Error('nobody reads the answer'));
      }
    }
    pool.dispatch(
      { origin, path: url.slice(origin.length) || '/', method, headers, body: body ?? null },
      {
        onRequestStart(started) {
          controller = started;
          if (over) started.abort(new Error('given up'));
          else sent = true;
        },
        onResponseStart(_, status, head) {
          // Informational answers (1xx) come before the real one.
          if (status >= 200) resolve({ status, headers: flatHeaders(head), body: read() });
        },
        onResponseData(_, chunk) {
          if (!over && chunk.length > 0 && !received.push(chunk)) controller?.pause();
        },
        onResponseEnd: end,
        onResponseError: (_, error) => fail(connectionError(error, new URL(origin).host, sent)),
      },
    );
  });
}
