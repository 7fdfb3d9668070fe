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
export function refused(headers: IncomingHttpHeaders, door: Door): Refusal | undefined {
  return refusedPlace(headers, door) ?? refusedToken(headers, door);
}

/** Why a request is refused for its `Host` or `Origin` alone, before its token is looked at. */
export function refusedPlace({ host, origin }: IncomingHttpHeaders, door: Door): Refusal | undefined {
  if (door.token === undefined && !isLoopback(hostnameOf(`http://${host ?? ''}`)))
    return {
      status: 403,
      code: 'host_not_allowed',
      message: `host ${JSON.stringify(host ?? '')} is not this machine: ask for localhost or 127.0.0.1, or start the proxy with --token`,
    };
  if (origin !== undefined && !mayAsk(origin, door))
    return {
      status: 403,
      code: 'origin_not_allowed',
      message: `pages of ${JSON.stringify(origin)} may not ask: allow them with --allow-origin`,
    };
  return undefined;
}

function refusedToken({ authorization }: IncomingHttpHeaders, { token }: Door): Refusal | undefined {
  if (token === undefined || isToken(authorization, token)) return undefined;
  return {
    status: 401,
    code: 'invalid_api_key',
    message:
      'the token is missing or wrong: send the one of --token as the API key (Authorization: Bearer …)',
  };
}

const mayAsk = (origin: string, { origins }: Door) =>
  isLoopback(hostnameOf(origin)) || origins.includes(origin);

/** What lets a page that may ask read the answer too (CORS); nothing for any other, and where no page asks. */
export function pageHeaders({ origin }: IncomingHttpHeaders, door: Door): Record<string, string> {
  if (origin === undefined || !mayAsk(origin, door)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': '*',
    vary: 'Origin',
  };
}

/** Does a browser ask, before a page's request and without its token, whether the page may send it? */
export const isPreflight = (method: string | undefined, headers: IncomingHttpHeaders) =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** What it is told where the page may, beside `pageHeaders`. */
export const preflightHeaders = (headers: IncomingHttpHeaders): Record<string, string> => ({
  'access-control-allow-methods': headers['access-control-request-method'] ?? '*',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  'access-control-max-age': '600',
});

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** Compared by digest, in the same time whatever was sent. */
function isToken(authorization: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const [, sent = ''] = /^Bearer +(.+)$/i.exec(authorization ?? '') ?? [];
  return timingSafeEqual(digest(sent), digest(token));
}
