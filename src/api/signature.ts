/** What requests are signed with: the API key, and its secret, which is never sent. */
export interface Credentials {
  key: string;
  secret: string;
}

/** How long a signature is valid, in seconds: the official SDK's value. */
export const SIGNATURE_LIFETIME_S = 600;

/**
 * The `Authorization` header of one request under EXO2-HMAC-SHA256, the scheme of the Exoscale API v2.
 * The signed message has five parts joined by a line feed: method and path (percent-encoded as sent, with the version
 * prefix), the body, the values of the signed query parameters, an empty line for headers (none are signed), and the
 * expiry.
 * @param request `url` is absolute; only query parameters with exactly one value are signed, sorted by name
 * @param nowMs milliseconds since the epoch, for the expiry; each try is signed anew, so a late try has not expired
 */
export function authorization(
  { key, secret }: Credentials,
  request: { method: string; url: string; body?: string | undefined },
  nowMs: number,
): string {
  const url = new URL(request.url);
  const names = signedNames(url.searchParams);
  const expires = Math.floor(nowMs / 1000) + SIGNATURE_LIFETIME_S;
  const message = [
    `${request.method} ${url.pathname}`,
    request.body ?? '',
    names.map((name) => url.searchParams.get(name) ?? '').join(''),
    '',
    String(expires),
  ].join('\n');
  const signature = hmacSha256(secret, message);
  const parts = [`credential=${key}`];
  if (names.length > 0) parts.push(`signed-query-args=${names.join(';')}`);
  parts.push(`expires=${expires}`, `signature=${signature}`);
  return `EXO2-HMAC-SHA256 ${parts.join(',')}`;
}

function signedNames(query: URLSearchParams): string[] {
  const names = [...new Set(query.keys())];
  return names.filter((name) => query.getAll(name).length === 1).sort();
}

/** The part of Bun's own interface that signs, see https://bun.sh/docs/runtime/hashing. Node has no `Bun`. */
declare const Bun: { CryptoHasher: new (algorithm: 'sha256', key: string) => BunHasher } | undefined;

interface BunHasher {
  update(text: string): BunHasher;
  digest(encoding: 'base64'): string;
}

/**
 * HMAC-SHA256 in base64. The standalone program uses Bun's own hasher, because Bun's `node:crypto` takes milliseconds
 * to load.
 */
function hmacSha256(secret: string, message: string): string {
  if (typeof Bun !== 'undefined')
    return new Bun.CryptoHasher('sha256', secret).update(message).digest('base64');
  return process
    .getBuiltinModule('node:crypto')
    .createHmac('sha256', secret)
    .update(message, 'utf8')
    .digest('base64');
}
