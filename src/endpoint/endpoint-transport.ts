import type { HttpRequest, HttpResponse } from '../api/http/transport.js';
import { asError } from '../domain/system-error.js';

/** A request to an endpoint as it is sent. */
export interface StreamRequest extends Pick<HttpRequest, 'url' | 'headers' | 'body' | 'signal'> {
  method: 'GET' | 'POST';
}

/** An answer whose body is still arriving. */
export interface StreamedAnswer extends Omit<HttpResponse, 'body'> {
  /**
   * The body, to be read once. While the reader pauses, no more is taken from the connection. Leaving the iteration
   * early ends the request. Throws a `TransportError`, or the signal's reason.
   */
  body: AsyncIterable<Uint8Array>;
}

/**
 * What sends requests to endpoints. It follows no redirects, repeats nothing and never rejects because of a status. Any
 * number of requests may be under way at once, each on a connection of its own.
 */
export interface EndpointTransport {
  /**
   * Sends a request, and resolves as soon as the answer has begun. Rejects with a `TransportError`, or with the
   * signal's reason.
   */
  open(request: StreamRequest): Promise<StreamedAnswer>;
  /** Ends every connection. */
  close(): void;
}

/**
 * A transport that traces its requests, and how long each answer took to begin. It traces no headers, which hold the
 * key, and no content, which belongs to others.
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
