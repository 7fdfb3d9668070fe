import { asError } from '../domain/system-error.js';
import type { Transport } from './http/transport.js';
import { isSuccess } from './status.js';

/** How long a ping may take, in ms, so that no run is held up by a dead man's switch that does not answer. */
const PING_TIMEOUT_MS = 10_000;

/** What a ping says of a run. healthchecks.io and similar services take these kinds. */
export type PingKind = 'start' | 'success' | 'fail';

/**
 * The address for a kind of ping: the URL itself for success, `/start` and `/fail` below its path for the others. A
 * query of the URL is kept.
 * @param url absolute, http or https
 */
export function pingUrl(url: string, kind: PingKind): string {
  if (kind === 'success') return url;
  const to = new URL(url);
  to.pathname = `${to.pathname.replace(/\/$/, '')}/${kind}`;
  return to.href;
}

/**
 * Tells a dead man's switch, a service that raises an alarm if runs stop reporting, about a run. Only the summary is
 * sent, no credentials and no custom headers.
 * @returns why the ping failed; undefined if it was received. It never throws, because a failed ping must not make a
 * run fail
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
