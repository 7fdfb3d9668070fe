import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../domain/loopback.js';
import type { Refusal } from './refusals.js';

/** Who may send requests to the proxy. */
export interface Door {
  /**
   * The token that callers must send as `Authorization: Bearer …`; undefined: every program on this machine may ask.
   */
  token?: string | undefined;
  /** Origins of web pages that may ask, in addition to pages served from this machine. */
  origins: readonly string[];
}

/**
 * Checks whether a request may be answered. The proxy adds the deployment's key to every request, so it must not do
 * that for any web page that a user of this machine opens: such a page can send requests here directly (its `Origin`
 * tells), or under a host name of its own that it has made resolve to this machine, DNS rebinding (its `Host` tells).
 * @returns why the request is refused; undefined if it may be answered
 */
export function refused(headers: IncomingHttpHeaders, door: Door): Refusal | undefined {
  return refusedPlace(headers, door) ?? refusedToken(headers, door);
}

/** Why a request is refused for its `Host` or `Origin`, whatever its token is; undefined if it is not. */
export function refusedPlace({ host, origin }: IncomingHttpHeaders, door: Door): Refusal | undefined {
  if (door.token === undefined && !isLoopback(hostnameOf(`http://${host ?? ''}`)))
    return {
      status: 403,
      code: 'host_not_allowed',
      message: `host ${JSON.stringify(host ?? '')} is not this machine: use localhost or 127.0.0.1, or start the proxy with --token`,
    };
  if (origin !== undefined && !mayAsk(origin, door))
    return {
      status: 403,
      code: 'origin_not_allowed',
      message: `pages of ${JSON.stringify(origin)} are not allowed to send requests: allow them with --allow-origin`,
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

/**
 * The CORS headers that let a page read the answer, if it may ask; none for other pages and for callers without one.
 */
export function pageHeaders({ origin }: IncomingHttpHeaders, door: Door): Record<string, string> {
  if (origin === undefined || !mayAsk(origin, door)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': '*',
    vary: 'Origin',
  };
}

/** Whether this is a CORS preflight: a browser asks, without the token, whether a page may send its request. */
export const isPreflight = (method: string | undefined, headers: IncomingHttpHeaders) =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** The headers of the answer to a preflight of a page that may ask, in addition to `pageHeaders`. */
export const preflightHeaders = (headers: IncomingHttpHeaders): Record<string, string> => ({
  'access-control-allow-methods': headers['access-control-request-method'] ?? '*',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  'access-control-max-age': '600',
});

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/**
 * Compares the tokens by their digests, which takes the same time whatever was sent, so that nobody can guess by time.
 */
function isToken(authorization: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const [, sent = ''] = /^Bearer +(.+)$/i.exec(authorization ?? '') ?? [];
  return timingSafeEqual(digest(sent), digest(token));
}
