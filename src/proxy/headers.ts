/** Between two neighbours only (RFC 9110, 7.6.1), with those that HTTP/1.0 had; never passed on. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * The caller's own that are none of the service's business: its credentials, and the cookies of whatever else is
 * served on this machine. `expect` is answered here, and `host` is another's there.
 */
const OWN = ['host', 'expect', 'authorization', 'x-api-key', 'api-key', 'cookie', 'content-length'];

/** Raw headers as Node has them: names and values in turn. */
type Raw = readonly string[];

/** The proxy's own headers of every request to a deployment. */
export const ownHeaders = (key: string) => ({ authorization: `Bearer ${key}`, via: '1.1 exo-di' });

/**
 * The headers of a request as it is passed on, names and values in turn: the caller's, without those for this hop and
 * without its credentials, and with the deployment's key.
 */
export function requestHeaders(raw: Raw, key: string): string[] {
  const length = valuesOf(raw, 'content-length')[0];
  return [
    ...without(raw, OWN),
    ...(length === undefined ? [] : ['content-length', length]),
    ...Object.entries(ownHeaders(key)).flat(),
  ];
}

/** Which pages may read an answer is the proxy's own to say. */
const OF_PAGES = ['origin', 'credentials', 'methods', 'headers', 'private-network'].map(
  (what) => `access-control-allow-${what}`,
);

/** The headers of an answer as it is passed on: all but those for this hop, in their order, as often as they came. */
export function answerHeaders(raw: Raw): string[] {
  return without(raw, [...OF_PAGES, 'access-control-expose-headers', 'access-control-max-age']);
}

function without(raw: Raw, names: readonly string[]): string[] {
  const named = valuesOf(raw, 'connection')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase());
  const left = new Set([...HOP_BY_HOP, ...names, ...named]);
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = raw.slice(at, at + 2);
    if (!left.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function valuesOf(raw: Raw, wanted: string): string[] {
  return raw.filter((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === wanted);
}
