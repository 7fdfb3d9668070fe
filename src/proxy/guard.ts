import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../domain/loopback.js';
import type { Refusal } from './refusal.js';

/** Who may ask. */
export interface Door {
  /** What callers send as `Authorization: Bearer …`; undefined: whoever is on this machine may. */
  token?: string | undefined;
  /** Origins of web pages that may ask, beside those on this machine. */
  origins: readonly string[];
}

/**
 * May it be answered? A web page reaches this machine too: through the browser of whoever works on it (`Origin` tells),
 * and under a name of its own that it has made to lead here (`Host` tells). Against both the key would be of no use
 * if it were added for anyone who asks.
 * @returns why not; undefined when it may
 */
export function refused(
  { host, origin, authorization }: IncomingHttpHeaders,
  { token, origins }: Door,
): Refusal | undefined {
  if (token === undefined && !isLoopback(hostnameOf(`http://${host ?? ''}`)))
    return {
      status: 403,
      code: 'host_not_allowed',
      message: `host ${JSON.stringify(host ?? '')} is not this machine: ask for localhost or 127.0.0.1, or start the proxy with --token`,
    };
  if (origin !== undefined && !isLoopback(hostnameOf(origin)) && !origins.includes(origin))
    return {
      status: 403,
      code: 'origin_not_allowed',
      message: `pages of ${JSON.stringify(origin)} may not ask: allow them with --allow-origin`,
    };
  if (token === undefined || isToken(authorization, token)) return undefined;
  return {
    status: 401,
    code: 'invalid_api_key',
    message:
      'the token is missing or wrong: send the one of --token as the API key (Authorization: Bearer …)',
  };
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** Compared by digest, in the same time whatever was sent. */
function isToken(authorization: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const [, sent = ''] = /^Bearer +(.+)$/i.exec(authorization ?? '') ?? [];
  return timingSafeEqual(digest(sent), digest(token));
}
