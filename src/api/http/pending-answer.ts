import { limitedTo } from '../../clock.js';
import { asError } from '../../domain/system-error.js';
import { connectionError } from './connection-error.js';
import { type HttpRequest, type HttpResponse, MAX_BODY_BYTES, TransportError } from './transport.js';
import { bodyText } from './unpack.js';

/** The answer to a request that is on its way. Whoever has the connection reports here what happens on it. */
export interface PendingAnswer {
  /** Why the request was given up; undefined as long as somebody waits for its answer. */
  readonly failure: Error | undefined;
  /** Sets how the request is ended if it is given up. */
  endWith(end: (reason: Error) => void): void;
  /** From here on the other side may have seen the request. */
  sent(): void;
  began(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void;
  received(chunk: Buffer): void;
  ended(): void;
  /** @param error of the connection, or a TransportError */
  failed(error: Error): void;
}

/**
 * Returns the answer to a request, as `Transport.send` promises, within the request's time limit and the size limit of
 * answers.
 * @param send sends the request; not called if the signal is already aborted
 * @throws TransportError, or the signal's reason
 */
export function answerTo(
  { url, signal, timeoutMs }: HttpRequest,
  send: (answer: PendingAnswer) => void,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let headers: Record<string, string> = {};
    let isSent = false;
    let isOver = false;
    let failure: Error | undefined;
    let end: (reason: Error) => void = () => {};

    const settle = () => {
      isOver = true;
      stopTimer();
      signal?.removeEventListener('abort', onAbort);
    };
    // Rejects at once, and ends the request: it is dropped if it is not yet written, otherwise its connection is
    // closed.
    const giveUp = (reason: unknown) => {
      if (isOver) return;
      settle();
      failure = asError(reason);
      reject(reason);
      end(failure);
    };
    const onAbort = () => giveUp(signal?.reason);
    const late = () => giveUp(new TransportError('timeout', isSent, 'no answer in time'));
    const stopTimer = limitedTo(timeoutMs, late);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });

    const pending: PendingAnswer = {
      get failure() {
        return failure;
      },
      endWith(given) {
        end = given;
      },
      sent() {
        isSent = true;
      },
      began(answered, received) {
        status = answered;
        headers = flatHeaders(received);
      },
      received(chunk) {
        bytes += chunk.length;
        if (bytes > MAX_BODY_BYTES) giveUp(new TransportError('too-large', true, 'the answer is too large'));
        else chunks.push(chunk);
      },
      ended() {
        if (isOver) return;
        settle();
        const answer = (body: string) => resolve({ status, headers, body });
        bodyText(Buffer.concat(chunks), headers['content-encoding']).then(answer, reject);
      },
      failed: (error) => giveUp(connectionError(error, new URL(url).host, isSent)),
    };
    try {
      send(pending);
    } catch (error) {
      giveUp(error);
    }
  });
}

/** The headers by their names in lower case. If a header came more than once, its values are joined. */
export function flatHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
