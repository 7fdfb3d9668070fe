import { describe, expect, it } from 'vitest';
import { DEFAULT_CREDENTIAL } from '../../src/sandbox/index.js';
import { type SignedRequest, verifySignature } from '../../src/sandbox/verify-signature.js';
import { sandboxAt, signed, T0 } from './helpers.js';

const { key } = DEFAULT_CREDENTIAL;
const EXPIRES = 1_767_226_200;

/*
 * Signatures made with openssl, not with code of this project:
 * printf 'GET /at-vie-2/v2/ai/deployment\n\n\n\n1767226200' |
 *   openssl dgst -sha256 -hmac sandbox-secret-opens-nothing-else -binary | base64
 */
const vectors = [
  ['no body', 'GET', '/at-vie-2/v2/ai/deployment', '', '', 'O3CRF8opncqW6gCR02nj8PtAhdL+xceP9E2wnJl6YQU='],
  [
    'a body',
    'POST',
    '/v2/ai/deployment/0d4a4a3e-6b62-4f0f-8f0e-1f5c2f0a6b11/scale',
    '{"replicas":3}',
    '',
    'kRbsim0LV1dMyy7kdFCZzQFBl/uVMT8NPiWv2y9Q1/0=',
  ],
  [
    'query parameters, sorted',
    'GET',
    '/v2/ai/deployment?z=x&visibility=public',
    '',
    'visibility;z',
    'vcfYTBB+xjByQFW/rmmMwQOWZNtp5XIOEUdTZ6JqhUM=',
  ],
  ['an encoded path', 'GET', '/v2/quota/a%20b%2Fc', '', '', 'c2RweEd8KOOhPD53a8xrEjNMOi+ukSsUAOqsxskLlG4='],
  [
    'a body beyond ASCII',
    'POST',
    '/v2/ai/model',
    '{"name":"a/é"}',
    '',
    'mgI1mTePAh/BHLUifDBTbuA4FptpZVhHQqIjxL8EBGA=',
  ],
] as const;

function request(
  method: string,
  target: string,
  body: string,
  args: string,
  signature: string,
): SignedRequest {
  const query = args && `signed-query-args=${args},`;
  const authorization = `EXO2-HMAC-SHA256 credential=${key},${query}expires=${EXPIRES},signature=${signature}`;
  return { method, target, body: new TextEncoder().encode(body), authorization };
}

const verify = (signedRequest: SignedRequest, now = T0) =>
  verifySignature(signedRequest, [DEFAULT_CREDENTIAL], now)?.key;

describe('verifySignature', () => {
  it.each(vectors)('accepts a signature made by openssl: %s', (_, ...vector) => {
    expect(verify(request(...vector))).toBe(key);
  });

  const [, ...good] = vectors[2];
  const valid = request(...good);
  it.each<[string, Partial<SignedRequest>]>([
    ['another method', { method: 'DELETE' }],
    ['another path', { target: valid.target.replace('deployment', 'model') }],
    ['the path without its prefix', { target: valid.target.replace('/v2', '') }],
    ['another value', { target: valid.target.replace('public', 'private') }],
    ['an unsigned parameter', { target: `${valid.target}&more=1` }],
    ['another body', { body: new TextEncoder().encode(' ') }],
    ['another key', { authorization: valid.authorization?.replace(key, 'EXOother') }],
    ['unsorted names', { authorization: valid.authorization?.replace('visibility;z', 'z;visibility') }],
    ['another expiry', { authorization: valid.authorization?.replace(String(EXPIRES), String(EXPIRES + 1)) }],
    ['an expiry that is no number', { authorization: valid.authorization?.replace(String(EXPIRES), 'soon') }],
    ['a cut signature', { authorization: valid.authorization?.slice(0, -4) }],
    ['another scheme', { authorization: 'Bearer x' }],
    ['nothing', { authorization: undefined }],
  ])('refuses %s', (_, change) => {
    expect(verify({ ...valid, ...change })).toBeUndefined();
  });

  it('leaves parameters with several values unsigned', () => {
    const [, ...plain] = vectors[2];
    const [method, target, body, args, signature] = plain;
    expect(verify(request(method, `${target}&tag=1&tag=2`, body, args, signature))).toBe(key);
  });

  it.each([
    [EXPIRES * 1000 - 1, key],
    [EXPIRES * 1000, undefined],
  ])('refuses a signature from the second in which it expires (%i)', (now, expected) => {
    expect(verify(valid, now)).toBe(expected);
  });
});

describe('the API', () => {
  const refusal = {
    type: '#/http-problem-types/forbidden',
    title: 'Forbidden',
    status: 403,
    detail: 'Invalid request signature',
  };

  it.each<[string, (now: number) => Request]>([
    ['unsigned', () => new Request('http://127.0.0.1/v2/ai/deployment')],
    ['expired', (now) => signed('GET', '/v2/ai/deployment', undefined, now - 600_000)],
    [
      'signed for another path',
      (now) => new Request('http://h/v2/quota', signed('GET', '/v2/ai/model', undefined, now)),
    ],
  ])('answers 403 problem+json to a request that is %s', async (_, make) => {
    const { sandbox, clock } = sandboxAt();
    const response = await sandbox.fetch(make(clock.now()));
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual(refusal);
  });

  it('dates its answers by its clock, so that clients can notice a wrong clock', async () => {
    const { sandbox, clock } = sandboxAt();
    clock.advance(3_600_000);
    const response = await sandbox.fetch(new Request('http://127.0.0.1/v2/quota'));
    expect(response.headers.get('date')).toBe('Thu, 01 Jan 2026 01:00:00 GMT');
  });

  it('refuses requests that a role policy denies; the list of zones only if it is signed', async () => {
    const deny = ['GET /ai/deployment/{id}', 'GET /zone'];
    const { sandbox, send } = sandboxAt({ credentials: [{ ...DEFAULT_CREDENTIAL, deny }] });
    const shown = await send('GET', '/ai/deployment/00000000-0000-4000-8000-000000000001');
    expect(shown).toMatchObject({
      status: 403,
      body: { detail: 'Forbidden by role policy for get-deployment' },
    });
    expect((await send('GET', '/ai/deployment')).status).toBe(200);
    expect((await send('GET', '/zone')).status).toBe(403);
    expect((await sandbox.fetch(new Request('http://127.0.0.1/v2/zone'))).status).toBe(200);
  });
});
