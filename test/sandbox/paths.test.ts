import { describe, expect, it } from 'vitest';
import { sandboxAt } from './helpers.js';

const NOWHERE = '00000000-0000-4000-8000-999999999999';

describe('a path', () => {
  it.each([
    ['GET', `/ai/deployment/${NOWHERE}`, 404],
    ['GET', `/ai/deployment/${NOWHERE}/logs`, 404],
    ['GET', `/ai/deployment/${NOWHERE}/api-key`, 404],
    ['DELETE', `/ai/deployment/${NOWHERE}`, 404],
    ['GET', `/ai/model/${NOWHERE}`, 404],
    ['GET', `/operation/${NOWHERE}`, 404],
    ['GET', '/ai/deployment/my-app', 400],
    ['DELETE', '/ai/deployment/my-app', 400],
    ['GET', '/operation/1', 400],
    ['GET', '/quota/bananas', 404],
    ['GET', '/ai/nothing', 404],
    ['PUT', '/ai/deployment', 404],
    ['GET', '/ai/deployment?visibility=secret', 400],
    ['GET', '/ai/help/inference-engine-parameters?version=9.9.9', 400],
  ])('%s %s is a %i', async (method, path, status) => {
    expect(await sandboxAt().send(method, path)).toMatchObject({
      status,
      body: { status, detail: expect.any(String) },
    });
  });

  it('of an unknown zone is a 404', async () => {
    expect((await sandboxAt().send('GET', '/ai/deployment', undefined, 'xx-yyy-9')).status).toBe(404);
  });
});
