import type { IncomingMessage, ServerResponse } from 'node:http';
import { openAiError, type Refusal } from './refusal.js';

/** A request that was answered, for the line that tells of it. Neither headers nor bodies, and no secret in its path. */
export interface Access {
  method: string;
  path: string;
  /** The deployment; undefined where it came to none. */
  deployment: string | undefined;
  status: number;
  bytes: number;
  tookMs: number;
  /** Until the first byte of the answer. */
  firstMs: number | undefined;
  /** What went wrong: the code of a refusal, `left`, `broken off`. */
  note: string | undefined;
}

/** One request and its answer, and what is to be told of it. */
export class Exchange {
  readonly access: Access;
  private readonly beganMs: number;

  /** @param path as it may be told @param now milliseconds, from any beginning */
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

  /** Headers of the answer, whatever it will be. */
  set(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) this.response.setHeader(name, value);
  }

  /** The deployment begins to answer. */
  begins(status: number): void {
    this.access.status = status;
    this.access.firstMs = this.now() - this.beganMs;
  }

  /** Nothing more happens. */
  ends(): void {
    this.access.tookMs = this.now() - this.beganMs;
  }

  /** Answers what is not passed on. */
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

  /** Answers what the proxy knows itself. */
  answer(status: number, type: string, body: string): void {
    this.access.status = status;
    this.access.bytes = Buffer.byteLength(body);
    this.response.writeHead(status, { 'content-type': type });
    this.response.end(this.request.method === 'HEAD' ? '' : body);
  }

  /** Asks for the body, where the caller waits to be asked. */
  continueIfAsked(): void {
    const { request, response } = this;
    if (request.headers.expect !== undefined && !response.headersSent) response.writeContinue();
    delete request.headers.expect;
  }
}
