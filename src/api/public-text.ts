import type { Transport } from './http/transport.js';
import { isSuccess } from './status.js';

/** A longer text is not what was asked for. */
const MOST_CHARACTERS = 1_000_000;

/** What is read, and within which time. */
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
 * Reads a text that everyone may read, once: nothing goes there but what HTTP needs and our name, no credentials and no
 * headers of an account, and no redirect is followed.
 * @throws Error that says in a few words why there is nothing
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
