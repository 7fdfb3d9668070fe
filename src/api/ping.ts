import { asError } from '../domain/system-error.js';
import type { Transport } from './http/transport.js';
import { isSuccess } from './status.js';

/** How long a dead man's switch may take to answer, in ms: a run does not wait for it longer. */
const PING_TIMEOUT_MS = 10_000;

/** What is told of a run, as healthchecks.io and those like it take it. */
export type PingKind = 'start' | 'success' | 'fail';

/**
 * The address for a kind of ping: the URL itself for success, `/start` and `/fail` below it. A query stays.
 * @param url absolute, http or https
 */
export function pingUrl(url: string, kind: PingKind): string {
  if (kind === 'success') return url;
  const to = new URL(url);
  to.pathname = `${to.pathname.replace(/\/$/, '')}/${kind}`;
  return to.href;
}

/**
 * Tells a dead man's switch of a run. Nothing but the summary goes there, no credentials and no headers of ours.
 * @returns why it was not heard; a ping is never a reason for a run to fail
 */
export async function ping(
  transport: Transport,
  url: string,
  kind: PingKind,
  summary: string,
): Promise<string | undefined> {
  try {
    const { status } = await transport.send({
      method: 'POST',
      url: pingUrl(url, kind),
      headers: { 'content-type': 'text/plain; charset=utf-8', 'user-agent': 'exo-di' },
      body: summary,
      timeoutMs: PING_TIMEOUT_MS,
    });
    return isSuccess(status) ? undefined : `HTTP ${status}`;
  } catch (error) {
    return asError(error).message;
  }
}
