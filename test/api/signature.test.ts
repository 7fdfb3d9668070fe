import { describe, expect, test } from 'vitest';
import { authorization } from '../../src/api/signature.js';

/*
 * The signatures below were computed by hand with
 *   printf 'METHOD PATH\nBODY\nQUERY VALUES\n\nEXPIRY' | openssl dgst -sha256 -hmac top-secret -binary | base64
 * so that they do not depend on the code under test.
 */
const CREDENTIALS = { key: 'EXO123', secret: 'top-secret' };
/** 1 January 2026, midnight UTC; the signature expires ten minutes later, at 1767226200. */
const NOW_MS = 1_767_225_600_000;
const HOST = 'https://api-at-vie-2.exoscale.com';

describe('the EXO2-HMAC-SHA256 signature', () => {
  test.each([
    [
      'a bare GET',
      { method: 'GET', url: '/v2/ai/deployment' },
      '',
      'HOFhw9nUMGXgg+s/g+YumRd9mTSLLpkDYWCW3EOtZZA=',
    ],
    [
      'a body',
      {
        method: 'POST',
        url: '/v2/ai/deployment/00000000-0000-4000-8000-000000000001/scale',
        body: '{"replicas":0}',
      },
      '',
      'zRm4xZrq816StO2kdlJBIyDybJXG7KqVtaIF5kiW+UM=',
    ],
    [
      'query parameters, sorted by name whatever their order',
      { method: 'GET', url: '/v2/ai/deployment/x/logs?stream=true&limit=10' },
      'limit;stream',
      'Z5Emywzbga64LSU9Pvoa/cFaUELjd2yuDy0V5miwFHo=',
    ],
    [
      'a path below a prefix, percent-encoded as sent',
      { method: 'GET', url: '/at-vie-2/v2/ai/model/a%2Fb%20c' },
      '',
      'osTFqbGUuSUvM+Zhd6wTq38tYOmX4PoWkpbz8olE2iw=',
    ],
    [
      'text beyond ASCII in the body',
      { method: 'POST', url: '/v2/ai/model', body: '{"name":"Größe/模型"}' },
      '',
      'ijC9ZiQqeKwIS7Rlym39VANm7FwY9lbHXMUZ4lYOZOA=',
    ],
    [
      'a parameter with several values, which is not signed',
      { method: 'GET', url: '/v2/x?a=1&b=2&a=3' },
      'b',
      'f5ZZYo6ToIlMnYiW/Cp82FjNzbySxZeQzmmzmUIyoSo=',
    ],
  ])('of %s', (_, { url, ...request }, signedArgs, signature) => {
    const args = signedArgs ? `,signed-query-args=${signedArgs}` : '';
    expect(authorization(CREDENTIALS, { ...request, url: HOST + url }, NOW_MS)).toBe(
      `EXO2-HMAC-SHA256 credential=EXO123${args},expires=1767226200,signature=${signature}`,
    );
  });
});
