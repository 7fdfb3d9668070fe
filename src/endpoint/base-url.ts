import { isLoopback } from '../domain/loopback.js';
import { UsageError } from '../errors.js';

/**
 * Checks the base URL of an OpenAI-compatible API and returns it without a slash at its end.
 * @param from what gave the URL, for messages: `--base-url`
 * @throws UsageError for what is no URL, has a login or a query, or is plain http to another machine, because requests
 * carry a key
 */
export function normalizeBaseUrl(text: string, from: string, allowInsecure = false): string {
  if (!URL.canParse(text))
    throw new UsageError(`${from}: ${JSON.stringify(text)} is not a URL like https://example.com/v1`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new UsageError(`${from}: a URL of an endpoint starts with https://, not ${url.protocol}//`);
  if (url.username || url.password)
    throw new UsageError(`${from}: the URL must not have a user name or password`);
  if (url.search || url.hash) throw new UsageError(`${from}: the URL must end with its path, without ? or #`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowInsecure)
    throw new UsageError(`${from}: ${url.origin} is not encrypted, and requests carry the key`, {
      hint: 'use https://, or set EXO_DI_ALLOW_HTTP=1 if the network in between is yours',
    });
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The URLs at which the API may be: the URL itself, and `/v1` below it unless it already ends in a version. */
export function possibleBases(url: string): string[] {
  return /\/v\d+$/.test(url) ? [url] : [url, `${url}/v1`];
}
