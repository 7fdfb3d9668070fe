import { isLoopback } from '../domain/loopback.js';
import { UsageError } from '../errors.js';

/** The endpoint that answers `list-zones` if no custom endpoint is set. It is the official SDK's default. */
export const DEFAULT_ENDPOINT = zoneEndpoint('ch-gva-2');

/** The real service's endpoint for a zone. Its host name is made from the zone's name. */
export function zoneEndpoint(zone: string): string {
  return `https://api-${zone}.exoscale.com/v2`;
}

/**
 * Checks the URL of an endpoint and returns it as requests need it: with a path (`/v2` if it has none) and without a
 * trailing slash. Plain http is refused, because requests carry credentials, except to this machine or with
 * `allowInsecure`.
 * @param from what named the URL, for messages: `--endpoint`
 * @throws UsageError for what is no URL, has a user name or password, or is plain http to another machine; the message
 * does not quote the whole URL, which may hold a password
 */
export function normalizeEndpoint(text: string, from: string, allowInsecure = false): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`${from} is not a URL; an endpoint looks like ${DEFAULT_ENDPOINT}`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UsageError(`${from}: an endpoint starts with https://, not ${url.protocol}//`);
  }
  if (url.username || url.password)
    throw new UsageError(`${from}: an endpoint must not have a user name or password`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowInsecure) {
    throw new UsageError(`${from}: ${url.origin} is not encrypted, and requests carry credentials`, {
      hint: 'use https://, or set EXO_DI_ALLOW_HTTP=1 if the network in between is yours',
    });
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/v2' : path}`;
}
