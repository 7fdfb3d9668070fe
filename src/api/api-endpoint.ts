import { isLoopback } from '../domain/loopback.js';
import { UsageError } from '../errors.js';

/** Where `list-zones` is asked when there is no custom endpoint: the official SDK's default. */
export const DEFAULT_ENDPOINT = zoneEndpoint('ch-gva-2');

/** The endpoint of a zone of the real service: its host is a pure function of the zone's name. */
export function zoneEndpoint(zone: string): string {
  return `https://api-${zone}.exoscale.com/v2`;
}

/**
 * An endpoint as requests need it: with the version prefix, without a trailing slash.
 * Signed requests go over https only, except to this machine itself or when the user says so.
 * @throws UsageError not a URL, or plain http to another machine; it is not quoted, since it may hold a password
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
    throw new UsageError(`${from}: an endpoint carries no user name or password`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowInsecure) {
    throw new UsageError(`${from}: ${url.origin} is not encrypted, and requests carry credentials`, {
      hint: 'use https://, or set EXO_DI_ALLOW_HTTP=1 if the network in between is yours',
    });
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/v2' : path}`;
}
