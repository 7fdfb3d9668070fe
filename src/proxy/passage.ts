import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher, Pool } from '../api/http/undici.js';
import { answerHeaders, requestHeaders } from './headers.js';

/** What is passed on, and what is told of it on its way. */
export interface Passage {
  request: IncomingMessage;
  response: ServerResponse;
  onStatus(status: number): void;
  onBytes(count: number): void;
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

const LEFT = new Error('the caller went away');

/**
 * Passes a request on and its answer back, piece by piece as they come: nothing is gathered or changed, a reader that is
 * slow slows the deployment down, and a caller that goes away ends it there.
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
        path,
        headers: requestHeaders(request.rawHeaders, key),
        body: hasBody(request) ? request : null,
      },
      {
        onRequestStart(started) {
          controller = started;
          if (isLeft) started.abort(LEFT);
        },
        onResponseStart(started, status) {
          if (status < 200) return;
          if (status === 401) {
            end({ how: 'key refused' });
            started.abort(new Error('the key is refused'));
            return;
          }
          onStatus(status);
          // The words beside a status mean nothing, and may be of letters that cannot be written.
          response.writeHead(status, answerHeaders(textsOf(started.rawHeaders)));
          // A stream's first token may be seconds away: its head goes at once.
          // Not by flushHeaders, which writes letters that are not ASCII anew.
          response.write('', 'latin1');
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

/** Without either header a request has no body (RFC 9112, 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** Byte for byte, as headers are written again. */
function textsOf(raw: unknown): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (Buffer.isBuffer(part) ? part.toString('latin1') : String(part)));
}
