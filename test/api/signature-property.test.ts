import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authorization } from '../../src/api/signature.js';
import { verifySignature } from '../../src/sandbox/verify-signature.js';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const credentials = fc.record({
  key: fc.stringMatching(/^EXO[0-9a-f]{1,24}$/),
  secret: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }),
});
/** Query parameters; names can repeat. */
const query = fc.array(fc.tuple(fc.constantFrom('tail', 'version', 'visibility', 'Z', 'a b', 'ä'), text), {
  maxLength: 5,
});
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
  segments: fc.array(text.map(encodeURIComponent), { minLength: 1, maxLength: 4 }),
  query,
  body: fc.option(text, { nil: undefined }),
  nowMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});
type Given = typeof request extends fc.Arbitrary<infer T> ? T : never;

const pathOf = ({ segments }: Given) => `/v2/${segments.join('/')}`;
const queryOf = (given: Given) => new URLSearchParams(given.query).toString();
const urlOf = (given: Given) => `https://api-at-vie-2.exoscale.com${pathOf(given)}?${queryOf(given)}`;

/** Without paths that a URL normalises (`.`, `..`): the client refuses such IDs. */
const isPlain = ({ segments }: Given) => segments.every((segment) => !/^\.{0,2}$/.test(segment));

/** A second implementation of EXO2-HMAC-SHA256, from its description alone: five parts joined by line feeds. */
function described(given: Given, { key, secret }: { key: string; secret: string }): string {
  const counts = new Map<string, string[]>();
  for (const [name, value] of given.query) counts.set(name, [...(counts.get(name) ?? []), value]);
  const signed = [...counts].filter(([, values]) => values.length === 1).sort(([a], [b]) => (a < b ? -1 : 1));
  const expires = Math.floor(given.nowMs / 1000) + 600;
  const message = [
    `${given.method} ${pathOf(given)}`,
    given.body ?? '',
    signed.map(([, [value]]) => value).join(''),
    '',
    expires,
  ].join('\n');
  const names = signed.length > 0 ? `,signed-query-args=${signed.map(([name]) => name).join(';')}` : '';
  const signature = createHmac('sha256', secret).update(message).digest('base64');
  return `EXO2-HMAC-SHA256 credential=${key}${names},expires=${expires},signature=${signature}`;
}

describe('the signature of any request', () => {
  test('equals that of a second implementation', () => {
    fc.assert(
      fc.property(request.filter(isPlain), credentials, (given, pair) => {
        const { method, body, nowMs } = given;
        expect(authorization(pair, { method, url: urlOf(given), body }, nowMs)).toBe(described(given, pair));
      }),
    );
  });

  test('is accepted by the sandbox, and refused if anything in the request is changed', () => {
    const ascii = request.filter(
      (given) => isPlain(given) && given.query.every(([name]) => /^[a-zA-Z]+$/.test(name)),
    );
    fc.assert(
      fc.property(ascii, credentials, fc.nat(4), (given, pair, changed) => {
        const { method, nowMs } = given;
        const signed = authorization(pair, { method, url: urlOf(given), body: given.body }, nowMs);
        const sent = {
          method,
          target: `${pathOf(given)}?${queryOf(given)}`,
          body: new TextEncoder().encode(given.body ?? ''),
          authorization: signed,
        };
        expect(verifySignature(sent, [pair], nowMs)).toBe(pair);
        const tampered = [
          { ...sent, method: `${method}X` },
          { ...sent, target: sent.target.replace('/v2/', '/v2/x') },
          { ...sent, body: new TextEncoder().encode(`${given.body ?? ''} `) },
          { ...sent, target: `${sent.target}&another=1` },
          { ...sent, authorization: signed.replace(/expires=\d/, 'expires=9') },
        ][changed];
        // The last of these changes nothing if the expiry already begins with a 9.
        if (!tampered || (tampered.authorization === signed && changed === 4)) return;
        expect(verifySignature(tampered, [pair], nowMs)).toBeUndefined();
      }),
    );
  });

  test('expires after ten minutes', () => {
    fc.assert(
      fc.property(request.filter(isPlain), credentials, (given, pair) => {
        const { method, body, nowMs } = given;
        const signed = authorization(pair, { method, url: urlOf(given), body }, nowMs);
        const sent = {
          method,
          target: `${pathOf(given)}?${queryOf(given)}`,
          body: new TextEncoder().encode(body ?? ''),
        };
        expect(verifySignature({ ...sent, authorization: signed }, [pair], nowMs + 600_000)).toBeUndefined();
      }),
    );
  });
});
