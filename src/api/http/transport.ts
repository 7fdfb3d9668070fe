/** One HTTP request as the client wants it on the wire; nothing is added but what HTTP itself needs. */
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
  /** Keeps the connections of one zone together. */
  connectionKey?: string | undefined;
  /**
   * Goes out on a connection of its own, on which nothing was sent before and nothing is afterwards: what must not
   * be sent twice must not be lost on a kept connection that the other side is just about to close, and what was
   * lost on one must not be lost on the next.
   */
  fresh?: boolean | undefined;
}

/** What came back, whatever its status, read to its end. */
export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * The narrow port that HTTP goes through: production sends through undici, tests and other programs through
 * `fetch`. It follows no redirects, retries nothing and never rejects for a status.
 * Rejects with a `TransportError`, or with the signal's reason.
 */
export interface Transport {
  /** Sends one request, once. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Begins the connection for requests that will follow; sends nothing, and fails where they would. */
  open?(to: Pick<HttpRequest, 'url' | 'connectionKey'>): void;
  /** Ends idle connections. Nothing may be sent afterwards. */
  close(): void;
}

/** How long to wait for a connection, TLS handshake included, in ms. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Answers larger than this many bytes are refused, so that a broken peer cannot fill the memory. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** `proxy`: the way there is barred, and trying again opens nothing. */
export type TransportFault = 'connect' | 'lost' | 'timeout' | 'too-large' | 'certificate' | 'proxy';

/** No usable answer arrived. `sent` decides what may be repeated: false is proof that the service saw nothing. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** What to set or check; may have several lines. */
  readonly hint: string | undefined;

  constructor(
    readonly fault: TransportFault,
    readonly sent: boolean,
    message: string,
    options: ErrorOptions & { hint?: string | undefined } = {},
  ) {
    super(message, options);
    this.hint = options.hint;
  }
}
