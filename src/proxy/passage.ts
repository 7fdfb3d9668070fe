import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Dispatcher, Pool } from '../api/http/undici.js';
import { answerHeaders, requestHeaders } from './headers.js';

/** A request to pass on with its response, and the callbacks for the progress of its answer. */
export interface Passage {
  request: IncomingMessage;
  response: ServerResponse;
  onStatus(status: number): void;
  onBytes(count: number): void;
}

/** How a passage ended. */
export type Passed =
  | { how: 'whole' }
  /** The caller went away before the answer was complete. */
  | { how: 'left' }
  /** The deployment was not reached, or broke off its answer. `isBegun`: the caller has got a part of the answer. */
  | { how: 'broken'; isBegun: boolean; why: string }
  /**
   * The deployment refuses the key that the proxy added (401), or the key or the request (403). Its answer is not
   * passed on, because it may repeat the key.
   */
  | { how: 'refused'; status: 401 | 403 };

const LEFT = new Error('the caller went away');

/**
 * Passes a request on and its answer back, chunk by chunk: nothing is buffered or changed, a slow reader slows the
 * deployment down, and if the caller goes away, the request to the deployment is aborted.
 */
export function pass(
  pool: Pool,
  path: string,
  key: string,
  { request, response, onStatus, onBytes }: Passage,
): Promise<Passed> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let isLeft = response.destroyed;
    const body = hasBody(request) ? bodyOf(request) : null;
    const resume = () => controller?.resume();
    let isOver = false;
    const end = (passed: Passed) => {
      isOver = true;
      response.off('close', onClose);
      response.off('drain', resume);
      resolve(passed);
    };
    const complete = () => {
      response.off('close', onClose);
      response.end(() => end({ how: 'whole' }));
      response.once('close', () => end(response.writableFinished ? { how: 'whole' } : { how: 'left' }));
    };
    const onClose = () => {
      isLeft = true;
      // There is no controller while the connection is still being made; onRequestStart then aborts.
      controller?.abort(LEFT);
    };
    response.on('close', onClose);
    response.on('drain', resume);
    pool.dispatch(
      {
        method: request.method ?? 'GET',
        path,
        headers: requestHeaders(request.rawHeaders, key),
        body,
      },
      {
        onRequestStart(started) {
          controller = started;
          if (isLeft) started.abort(LEFT);
        },
        onResponseStart(started, status) {
          if (status < 200) return;
          if (status === 401 || status === 403) {
            end({ how: 'refused', status });
            started.abort(new Error('the deployment refuses'));
            return;
          }
          onStatus(status);
          // The deployment's reason phrase is left out: it means nothing, and Node may refuse to write its characters.
          response.writeHead(status, answerHeaders(status, textsOf(started.rawHeaders)));
          // Send the head now, because a stream's first token may be seconds away. flushHeaders would do that too, but
          // encodes characters beyond ASCII anew.
          response.write('', 'latin1');
        },
        onResponseData(started, chunk) {
          if (isOver || chunk.length === 0) return;
          onBytes(chunk.length);
          if (!response.write(chunk)) started.pause();
        },
        onResponseEnd() {
          if (!isOver) complete();
        },
        onResponseError(_started, error) {
          if (isOver) return;
          if (isLeft) return end({ how: 'left' });
          const isBegun = response.headersSent;
          // These answers have no body, but undici waits for one if they have a Content-Length, as a 304 may.
          if (isBegun && [204, 304].includes(response.statusCode)) return complete();
          // Destroyed, not ended: the caller must notice that the answer is incomplete. For HTTP/1.0 the end of the
          // connection is the end of the answer, unless it is reset.
          if (isBegun && request.httpVersion === '1.0') request.socket.resetAndDestroy();
          else if (isBegun) response.destroy();
          // The deployment may have answered: a connection that is closed with a body unread drops the answer, too.
          const isSending = controller !== undefined && body?.readableEnded === false;
          const why = isSending
            ? `it closed the connection while the request was being sent, which may be too large (${error.message})`
            : error.message;
          end({ how: 'broken', isBegun, why });
        },
      },
    );
  });
}

/** The body of a request as a stream of its own, because undici destroys it if the answer comes before its end. */
function bodyOf(request: IncomingMessage): PassThrough {
  return request.pipe(new PassThrough().on('error', () => {}));
}

/** Whether the request has a body: without either header it has none (RFC 9112, 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** The raw headers as strings, byte for byte: Node writes headers as latin1 again. */
function textsOf(raw: unknown): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (Buffer.isBuffer(part) ? part.toString('latin1') : String(part)));
}
