import type { IncomingMessage, ServerResponse } from 'node:http';
import { openAiError, type Refusal } from './refusals.js';

/** An answered request, as the access log shows it: without headers and bodies, and without secrets in the path. */
export interface Access {
  method: string;
  path: string;
  /** The name of the deployment; undefined if the request was for none. */
  deployment: string | undefined;
  status: number;
  bytes: number;
  tookMs: number;
  /** Milliseconds from the request until its answer began; undefined if nothing was passed on. */
  firstMs: number | undefined;
  /** What went wrong: the code of a refusal, `left` (the caller went away) or `broken off`. */
  note: string | undefined;
}

/** One request with its answer, and what the access log says about it. */
export class Exchange {
  readonly access: Access;
  private readonly beganMs: number;

  /** @param path the path without secrets, for the log @param now the time in ms, counted from any fixed moment */
  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    path: string,
    private readonly now: () => number,
  ) {
    this.beganMs = now();
    this.access = {
      method: request.method ?? '',
      path,
      deployment: undefined,
      status: 0,
      bytes: 0,
      tookMs: 0,
      firstMs: undefined,
      note: undefined,
    };
    response.once('error', () => {});
  }

  /** Sets headers of the answer, whichever answer it will be. */
  set(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) this.response.setHeader(name, value);
  }

  /** Notes that the deployment begins to answer. */
  begins(status: number): void {
    this.access.status = status;
    this.access.firstMs = this.now() - this.beganMs;
  }

  /**
   * Notes that the exchange is over. What is left of the request is read and dropped, because many callers read the
   * answer only after they have sent everything.
   */
  ends(): void {
    this.request.unpipe().resume();
    this.access.tookMs = this.now() - this.beganMs;
  }

  /** Answers a request that is refused. */
  refuse(refusal: Refusal): void {
    const { status, code, retryAfterS } = refusal;
    this.access.note = code;
    this.access.status = status;
    if (this.response.destroyed) return;
    this.response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    });
    this.response.end(openAiError(refusal));
  }

  /** Answers a request from what the proxy knows itself. */
  answer(status: number, type: string, body: string): void {
    this.access.status = status;
    this.access.bytes = Buffer.byteLength(body);
    this.response.writeHead(status, { 'content-type': type });
    this.response.end(this.request.method === 'HEAD' ? '' : body);
  }

  /** Asks for the body, if the caller sent `Expect: 100-continue` and waits for that. */
  continueIfAsked(): void {
    const { request, response } = this;
    if (request.headers.expect !== undefined && !response.headersSent) response.writeContinue();
    delete request.headers.expect;
  }
}
