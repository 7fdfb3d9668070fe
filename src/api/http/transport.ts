/** One HTTP request as it is sent; only what HTTP itself needs is added. */
export interface HttpRequest {
  method: string;
  /** Absolute, percent-encoded. The signature covers the path as it stands here. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Ends the request at once; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the whole answer must be there; absent means no limit. */
  timeoutMs?: number | undefined;
  /** Requests with the same key share kept connections. exo-di uses the zone. */
  connectionKey?: string | undefined;
  /**
   * Sends the request on a connection of its own, on which nothing is sent before or after it. The other side may close
   * a kept connection just when the request is sent: a request that must not be sent twice must not be lost in this
   * way, nor the repetition of a request that was.
   */
  fresh?: boolean | undefined;
}

/** The whole answer, whatever its status. */
export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * What sends HTTP requests: production sends through undici or the runtime's own client, tests and other programs
 * through `fetch`. A transport follows no redirects, retries nothing and never rejects because of a status. It rejects
 * with a `TransportError`, or with the signal's reason.
 */
export interface Transport {
  /** Sends one request, once. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Opens the connection for requests that will follow, and sends nothing. A failure shows when these are sent. */
  open?(to: Pick<HttpRequest, 'url' | 'connectionKey'>): void;
  /** Ends idle connections. Nothing may be sent afterwards. */
  close(): void;
}

/** How long to wait for a connection, TLS handshake included, in ms. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Answers larger than this many bytes are refused, so that a broken peer cannot fill the memory. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** `proxy`: the proxy refuses, and another try would not change that. */
export type TransportFault = 'connect' | 'lost' | 'timeout' | 'too-large' | 'certificate' | 'proxy';

/**
 * No usable answer arrived. `sent` decides what may be repeated: false proves that the service has not seen the
 * request.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** What to set or check; may have several lines. */
  readonly hint: string | undefined;

  constructor(
    readonly fault: TransportFault,
    readonly sent: boolean,
    message: string,
    options: { cause?: unknown; hint?: string | undefined } = {},
  ) {
    super(message, options);
    this.hint = options.hint;
  }
}
