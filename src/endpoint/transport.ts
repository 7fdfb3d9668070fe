/** A request to an endpoint as it goes out. */
export interface StreamRequest {
  method: 'GET' | 'POST';
  /** Absolute. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Ends request and answer at once, with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** An answer whose body comes when it comes. */
export interface StreamedAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /**
   * Read once, as slowly as the reader likes: no more is taken from the connection meanwhile. Leaving it early ends the
   * request. Throws a `TransportError`, or the signal's reason.
   */
  body: AsyncIterable<Uint8Array>;
}

/**
 * The port that requests to endpoints go through. It follows no redirects, repeats nothing and never rejects for a
 * status; any number of requests may be under way at once, each on a connection of its own.
 */
export interface EndpointTransport {
  /** Resolves with the head of the answer. Rejects with a `TransportError`, or with the signal's reason. */
  open(request: StreamRequest): Promise<StreamedAnswer>;
  /** Ends every connection. */
  close(): void;
}
