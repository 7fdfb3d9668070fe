import { asError } from '../domain/system-error.js';
import type { EndpointTransport } from './transport.js';

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
