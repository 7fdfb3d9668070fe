/** Headers for one connection only (RFC 9110, 7.6.1, and those of HTTP/1.0); a proxy never passes them on. */
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
 * Headers of the caller that do not reach the deployment: its credentials, and cookies, which belong to other programs
 * on this machine. The proxy answers `expect` itself, and `host` is the deployment's own. `content-length` is added
 * again, once.
 */
const OWN = ['host', 'expect', 'authorization', 'x-api-key', 'api-key', 'cookie', 'content-length'];

/** Raw headers as Node has them: names and values alternate. */
type Raw = readonly string[];

/** The headers that the proxy adds to every request to a deployment. */
export const ownHeaders = (key: string) => ({ authorization: `Bearer ${key}`, via: '1.1 exo-di' });

/**
 * The headers of a request that is passed on, names and values alternating: the caller's headers without hop-by-hop
 * headers and without its credentials, and the deployment's key.
 */
export function requestHeaders(raw: Raw, key: string): string[] {
  const length = valuesOf(raw, 'content-length')[0];
  return [
    ...without(raw, OWN),
    ...(length === undefined ? [] : ['content-length', length]),
    ...Object.entries(ownHeaders(key)).flat(),
  ];
}

/** CORS headers of the deployment are dropped: the proxy itself decides which pages may read an answer. */
const OF_PAGES = ['origin', 'credentials', 'methods', 'headers', 'private-network'].map(
  (what) => `access-control-allow-${what}`,
);

/**
 * The headers of an answer that is passed on: all but hop-by-hop and CORS headers, in their order, repeated ones too. A
 * 204 must not have a length (RFC 9110, 8.6).
 */
export function answerHeaders(status: number, raw: Raw): string[] {
  const ofBody = status === 204 ? ['content-length'] : [];
  return without(raw, [...ofBody, ...OF_PAGES, 'access-control-expose-headers', 'access-control-max-age']);
}

/** The headers without hop-by-hop headers, those that `connection` names, and `names`. */
function without(raw: Raw, names: readonly string[]): string[] {
  const named = valuesOf(raw, 'connection')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...names, ...named]);
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = raw.slice(at, at + 2);
    if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function valuesOf(raw: Raw, wanted: string): string[] {
  return raw.filter((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === wanted);
}
