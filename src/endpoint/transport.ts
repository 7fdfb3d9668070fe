import { asError } from '../domain/system-error.js';

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

/**
 * A transport that tells what it asks and how long the answer took to begin. Neither headers, which hold the key, nor what
 * is said: that is another's.
 * @param write gets each line without its line feed
 */
export function tracedEndpoints(
  transport: EndpointTransport,
  { write, now }: { write: (line: string) => void; now: () => number },
): EndpointTransport {
  return {
    async open(request) {
      const { method, url, body } = request;
      const started = now();
      write(`> ${method} ${url}${body === undefined ? '' : ` (${Buffer.byteLength(body)} bytes)`}`);
      try {
        const answer = await transport.open(request);
        write(`< ${answer.status} to ${method} ${url} after ${now() - started} ms`);
        return answer;
      } catch (error) {
        write(`< nothing to ${method} ${url} after ${now() - started} ms: ${asError(error).message}`);
        throw error;
      }
    },
    close: () => transport.close(),
  };
}
