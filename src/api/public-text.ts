import type { Transport } from './http/transport.js';
import { isSuccess } from './status.js';

/** A longer text is refused: it cannot be what was asked for. */
const MOST_CHARACTERS = 1_000_000;

/** Which text is read, and how long that may take. */
export interface PublicRequest {
  /** Absolute, http or https. */
  url: string;
  /** Until the whole answer must be there, in ms. */
  timeoutMs: number;
  signal: AbortSignal;
  /** The user agent. */
  agent: string;
}

/**
 * Reads a public text, once. The request carries only what HTTP needs and the user agent: no credentials and no headers
 * of an account. No redirect is followed.
 * @throws Error whose message says in a few words why there is no text
 */
export async function readPublic(
  transport: Transport,
  { url, timeoutMs, signal, agent }: PublicRequest,
): Promise<string> {
  const headers = { accept: 'application/json', 'user-agent': agent };
  const { status, body } = await transport.send({ method: 'GET', url, headers, timeoutMs, signal });
  if (!isSuccess(status)) throw new Error(`HTTP ${status}`);
  if (body.length > MOST_CHARACTERS) throw new Error('what is there is too long');
  return body;
}
