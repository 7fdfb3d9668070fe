import { Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { connectionError } from '../api/http/connection-error.js';
import { flatHeaders } from '../api/http/pending-answer.js';
import { productionConnectors } from '../api/http/production-transport.js';
import { type Dispatcher, type Pool, streamPool } from '../api/http/undici.js';
import type { Env } from '../domain/env.js';
import { asError } from '../domain/system-error.js';
import type { EndpointTransport, StreamedAnswer, StreamRequest } from './transport.js';

/** Bytes that wait for their reader before no more are taken from the connection. */
const MOST_WAITING = 256 * 1024;
/** So long an answer may take to end once its reader has left, in ms: who has read the last word waits for no end. */
const END_MS = 50;

/**
 * undici over real sockets, through the proxies and with the certificates that the environment names: a connection serves one
 * request after the other, and as many are made as there are requests at once. Time limits are the caller's.
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createEndpointTransport(env: Env): Promise<EndpointTransport> {
  const connectorFor = await productionConnectors(env);
  const pools = new Map<string, Pool>();
  return {
    open(request) {
      const { origin } = new URL(request.url);
      const pool = pools.get(origin) ?? streamPool(origin, connectorFor(origin));
      pools.set(origin, pool);
      return dispatched(pool, origin, request);
    },
    close() {
      for (const pool of pools.values()) pool.destroy().catch(() => {});
      pools.clear();
    },
  };
}

/** One request, and its answer as it comes. */
function dispatched(
  pool: Pool,
  origin: string,
  { method, url, headers, body, signal }: StreamRequest,
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
        // What came before it is read first.
        if (failure) throw failure.error;
      } finally {
        // The next request is to find this connection, and its time none of connecting: undici has it free one turn later.
        await Promise.race([ending, setTimeout(END_MS)]);
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
          // Informational answers come before the one that counts.
          if (status >= 200) resolve({ status, headers: flatHeaders(head), body: read() });
        },
        onResponseData(_, chunk) {
          if (!over && !received.push(chunk)) controller?.pause();
        },
        onResponseEnd: end,
        onResponseError: (_, error) => fail(connectionError(error, new URL(origin).host, sent)),
      },
    );
  });
}
