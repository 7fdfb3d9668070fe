import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Credential } from './options.js';

/** A request as it came over the wire. */
export interface SignedRequest {
  method: string;
  /** Path and query, percent-encoded as sent: `/at-vie-2/v2/ai/deployment?visibility=private`. */
  target: string;
  body: Uint8Array;
  authorization: string | undefined;
}

/**
 * Checks an EXO2-HMAC-SHA256 signature. It shares no code with the client, so that a mistake in the client's signing is
 * noticed here. Strict: every query parameter with exactly one value must be signed, sorted by name.
 * @param now the time in ms @returns the credential that signed, or undefined if the signature is wrong or expired
 */
export function verifySignature(
  request: SignedRequest,
  credentials: readonly Credential[],
  now: number,
): Credential | undefined {
  const parts = parseAuthorization(request.authorization);
  const credential = credentials.find(({ key }) => key === parts?.get('credential'));
  const expires = parts?.get('expires') ?? '';
  if (!parts || !credential || !/^\d+$/.test(expires) || Number(expires) * 1000 <= now) return undefined;

  const [path = '', query = ''] = request.target.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  const names = [...new Set(parameters.keys())].filter((name) => parameters.getAll(name).length === 1).sort();
  if ((parts.get('signed-query-args') ?? '') !== names.join(';')) return undefined;

  const values = names.map((name) => parameters.get(name)).join('');
  const expected = createHmac('sha256', credential.secret)
    .update(`${request.method} ${path}\n`)
    .update(request.body)
    .update(`\n${values}\n\n${expires}`)
    .digest();
  const given = Buffer.from(parts.get('signature') ?? '', 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected) ? credential : undefined;
}

/** The key that a request claims to be signed with; its signature is not checked. */
export function claimedKey(authorization: string | undefined): string | undefined {
  return parseAuthorization(authorization)?.get('credential');
}

function parseAuthorization(header: string | undefined): Map<string, string> | undefined {
  const [, fields] = /^EXO2-HMAC-SHA256 (.+)$/.exec(header ?? '') ?? [];
  if (fields === undefined) return undefined;
  return new Map(
    fields.split(',').map((field) => {
      const [name = '', value = ''] = field.split(/=(.*)/s);
      return [name, value];
    }),
  );
}
