import { limitedTo } from '../../clock.js';
import { asError, errorCode } from '../../domain/system-error.js';
import { type Transport, TransportError } from './transport.js';
import { collectedText } from './unpack.js';

/**
 * Sends through `globalThis.fetch`, for programs that bring their own fetch, and for tests that intercept it. It is
 * looked up at each call, so that a replaced one is used. With fetch it is less certain than with a socket whether a
 * request was sent before the connection failed: only a few error codes prove that it was not.
 */
export const fetchTransport: Transport = {
  async send({ method, url, headers, body, signal, timeoutMs }) {
    const timeout = new AbortController();
    const stopTimer = limitedTo(timeoutMs, () => timeout.abort());
    try {
      const response = await globalThis.fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal,
        ...(body === undefined ? {} : { body }),
      });
      // `fetch` has already unpacked the body as the header says.
      const text = await collectedText(response.body ?? []);
      return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (timeout.signal.aborted) throw new TransportError('timeout', true, 'no answer in time');
      if (error instanceof TransportError) throw error;
      const cause = asError(error instanceof Error && error.cause !== undefined ? error.cause : error);
      const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(
        errorCode(cause) ?? '',
      );
      throw new TransportError(unsent ? 'connect' : 'lost', !unsent, cause.message, { cause: error });
    } finally {
      stopTimer();
    }
  },
  open({ url }) {
    // Only Bun's fetch can open a connection in advance.
    const { fetch } = globalThis;
    if ('preconnect' in fetch && typeof fetch.preconnect === 'function')
      fetch.preconnect(new URL(url).origin);
  },
  close() {},
};
