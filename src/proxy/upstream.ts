import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Connector, type Dispatcher, Pool } from '../api/http/undici.js';
import { answerHeaders, requestHeaders } from './headers.js';

/** What is passed on, and where to. */
export interface Passage {
  request: IncomingMessage;
  response: ServerResponse;
  /** Below the deployment's URL, with what is asked: `/chat/completions`. */
  rest: string;
}

/** How a passage ended. */
export type Passed =
  | { how: 'whole' }
  /** The caller went away first. */
  | { how: 'left' }
  /** The deployment was not reached, or broke off. @see Passed.isBegun whether the caller has had a part of it */
  | { how: 'broken'; isBegun: boolean; why: string }
  /**
   * The deployment refuses the key it was asked with, which is not the caller's: nothing of that is passed on, for it may
   * repeat the key.
   */
  | { how: 'key refused' };

/** What is told of a passage on its way. */
export interface PassageEvents {
  onStatus(status: number): void;
  onBytes(count: number): void;
}

/** A deployment's URL with its key. */
export interface Upstream {
  readonly key: string;
  pass(passage: Passage, events: PassageEvents): Promise<Passed>;
  /** The status that GET `/models` is answered with; undefined when there is no answer. */
  ask(): Promise<number | undefined>;
  close(): void;
}

/** A look at `/models` takes no longer, in ms. */
const ASK_TIMEOUT_MS = 10_000;

/**
 * @param url the deployment's; the API is there, or below it
 * @param bases where it may be, all at the same origin: the first is taken until `ask` finds it at another
 * @param connector makes connections to the origin
 */
export function createUpstream(
  url: string,
  key: string,
  connector: Connector,
  bases: readonly string[] = [url],
): Upstream {
  const { origin } = new URL(url);
  const paths = bases.map((one) => new URL(one).pathname.replace(/\/+$/, ''));
  let [base = ''] = paths;
  const pool = new Pool(origin, {
    connect: connector,
    // A stream has its connection to itself, and a first token may take minutes: whoever waits decides how long.
    connections: null,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    key,
    pass: (passage, events) => pass(pool, { base, key }, passage, events),
    async ask() {
      let status: number | undefined;
      for (const path of paths) {
        status = await ask(pool, `${path}/models`, requestHeaders([], key));
        if (status === 404) continue;
        base = path;
        break;
      }
      return status;
    },
    close() {
      pool.destroy().catch(() => {});
    },
  };
}

/** The status of a GET; undefined when there is none. What stands in its answer is not read. */
function ask(pool: Pool, path: string, headers: string[]): Promise<number | undefined> {
  return new Promise((resolve) => {
    const answered = (status: number | undefined) => {
      clearTimeout(timer);
      resolve(status);
    };
    let controller: Dispatcher.DispatchController | undefined;
    const timer = setTimeout(() => {
      controller?.abort(new Error('too late'));
      answered(undefined);
    }, ASK_TIMEOUT_MS);
    pool.dispatch(
      { method: 'GET', path, headers, headersTimeout: ASK_TIMEOUT_MS, bodyTimeout: ASK_TIMEOUT_MS },
      {
        onRequestStart(started) {
          controller = started;
        },
        onResponseStart(_started, status) {
          if (status >= 200) answered(status);
        },
        onResponseData() {},
        onResponseEnd() {},
        onResponseError() {
          answered(undefined);
        },
      },
    );
  });
}

/**
 * Passes a request on and its answer back, piece by piece as they come: nothing is gathered or changed, a reader that is
 * slow slows the deployment down, and a caller that goes away ends it there.
 */
function pass(
  pool: Pool,
  { base, key }: { base: string; key: string },
  { request, response, rest }: Passage,
  { onStatus, onBytes }: PassageEvents,
): Promise<Passed> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let isLeft = response.destroyed;
    const resume = () => controller?.resume();
    let isOver = false;
    const end = (passed: Passed) => {
      isOver = true;
      response.off('close', onClose);
      response.off('drain', resume);
      resolve(passed);
    };
    const onClose = () => {
      isLeft = true;
      // Not there yet while a connection is made; then it ends as soon as it begins.
      controller?.abort(LEFT);
    };
    response.on('close', onClose);
    response.on('drain', resume);
    pool.dispatch(
      {
        method: request.method ?? 'GET',
        path: `${base}${rest}`,
        headers: requestHeaders(request.rawHeaders, key),
        body: hasBody(request) ? request : null,
      },
      {
        onRequestStart(started) {
          controller = started;
          if (isLeft) started.abort(LEFT);
        },
        onResponseStart(started, status, _headers, statusMessage) {
          if (status < 200) return;
          if (status === 401) {
            end({ how: 'key refused' });
            started.abort(new Error('the key is refused'));
            return;
          }
          onStatus(status);
          response.writeHead(status, statusMessage ?? '', answerHeaders(textsOf(started.rawHeaders)));
          // A stream's first token may be seconds away: its head goes at once.
          response.flushHeaders();
        },
        onResponseData(started, chunk) {
          if (isOver) return;
          onBytes(chunk.length);
          if (!response.write(chunk)) started.pause();
        },
        onResponseEnd() {
          if (isOver) return;
          response.off('close', onClose);
          response.end(() => end({ how: 'whole' }));
          response.once('close', () => end(response.writableFinished ? { how: 'whole' } : { how: 'left' }));
        },
        onResponseError(_started, error) {
          if (isOver) return;
          if (isLeft) return end({ how: 'left' });
          const isBegun = response.headersSent;
          // Never ended as if it were whole: whoever reads must see that something is missing.
          if (isBegun) response.destroy();
          end({ how: 'broken', isBegun, why: error.message });
        },
      },
    );
  });
}

const LEFT = new Error('the caller went away');

/** Without either header a request has no body (RFC 9112, 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function textsOf(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.map(String) : [];
}
