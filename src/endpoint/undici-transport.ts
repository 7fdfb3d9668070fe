import { Readable } from 'node:stream';
import { connectionError } from '../api/http/connection-error.js';
import { flatHeaders } from '../api/http/pending-answer.js';
import { productionConnectors } from '../api/http/production-transport.js';
import { Client, type Connector, type Dispatcher } from '../api/http/undici.js';
import { asError } from '../domain/system-error.js';
import type { EndpointTransport, StreamedAnswer, StreamRequest } from './transport.js';

/** Idle connections are kept as long, in ms: servers of engines close theirs after 5 s without a word before. */
const KEEP_ALIVE_MS = 4_000;
/** Bytes that wait for their reader before no more are taken from the connection. */
const MOST_WAITING = 256 * 1024;

/**
 * undici over real sockets, through the proxies and with the certificates that the environment names.
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createEndpointTransport(
  env: Readonly<Record<string, string | undefined>>,
): Promise<EndpointTransport> {
  return createUndiciEndpointTransport(await productionConnectors(env));
}

/**
 * Endpoints over real sockets: a connection serves one request after the other, and as many are made as there are
 * requests at once. Time limits are the caller's.
 * @param connectorFor makes the connections to an origin, through a proxy where one is set
 */
export function createUndiciEndpointTransport(
  connectorFor: (origin: string) => Connector,
): EndpointTransport {
  const idle = new Map<string, Client[]>();
  const all = new Set<Client>();
  const take = (origin: string) => {
    const kept = idle.get(origin)?.pop();
    if (kept && !kept.closed && !kept.destroyed) return kept;
    const made = new Client(origin, {
      connect: connectorFor(origin),
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    all.add(made);
    return made;
  };
  const giveBack = (origin: string, client: Client) => {
    const kept = idle.get(origin) ?? [];
    kept.push(client);
    idle.set(origin, kept);
  };
  const drop = (client: Client) => {
    all.delete(client);
    client.destroy().catch(() => {});
  };
  return {
    open(request) {
      const { origin } = new URL(request.url);
      const client = take(origin);
      return dispatched(client, origin, request, (whole) =>
        whole ? giveBack(origin, client) : drop(client),
      );
    },
    close() {
      for (const client of all) drop(client);
      idle.clear();
    },
  };
}

/** One request over a connection. @param ended told once whether the answer came whole */
function dispatched(
  dispatcher: Dispatcher,
  origin: string,
  { method, url, headers, body, signal }: StreamRequest,
  ended: (whole: boolean) => void,
): Promise<StreamedAnswer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;
    let failure: { error: unknown } | undefined;
    const received = new Readable({ highWaterMark: MOST_WAITING, read: () => controller?.resume() });
    const end = (whole: boolean) => {
      if (over) return;
      over = true;
      signal?.removeEventListener('abort', onAbort);
      received.push(null);
      ended(whole);
    };
    const fail = (error: unknown) => {
      if (over) return;
      failure ??= { error };
      reject(error);
      if (controller && !controller.aborted) controller.abort(asError(error));
      end(false);
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
        fail(new Error('nobody reads the answer'));
      }
    }
    dispatcher.dispatch(
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
        onResponseEnd: () => end(true),
        onResponseError: (_, error) => fail(connectionError(error, new URL(origin).host, sent)),
      },
    );
  });
}
