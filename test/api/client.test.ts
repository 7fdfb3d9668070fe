import { HttpResponse, http } from 'msw';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/api/client.js';
import { fetchTransport } from '../../src/api/http/fetch-transport.js';
import { fakeClock, T0 } from '../helpers/run.js';
import { server } from '../helpers/setup.js';

const VIENNA = 'https://api-at-vie-2.exoscale.com/v2';
const ID = '00000000-0000-4000-8000-000000000001';
const OPERATION = { id: '00000000-0000-4000-8000-00000000000a', state: 'pending' };
const DEPLOYMENT = {
  id: ID,
  name: 'my-app',
  state: 'ready',
  'deployment-url': 'https://x',
  model: {},
  visibility: 'private',
};

function client(options: Partial<Parameters<typeof createClient>[0]> = {}) {
  return createClient({
    credentials: { key: 'EXO123', secret: 'top-secret' },
    transport: fetchTransport,
    clock: fakeClock(),
    random: () => 0,
    ...options,
  });
}

/** Answers one request and keeps what was asked. */
function answer(method: 'get' | 'post' | 'patch' | 'delete', url: string, body: object, status = 200) {
  const seen: { method: string; path: string; query: string; body: string; signed: string | null }[] = [];
  server.use(
    http[method](url, async ({ request }) => {
      const { pathname, search } = new URL(request.url);
      seen.push({
        method: request.method,
        path: pathname,
        query: search,
        body: await request.text(),
        signed: request.headers.get('authorization'),
      });
      return HttpResponse.json(body, { status });
    }),
  );
  return seen;
}

describe('the shape of every request', () => {
  const vienna = () => client().in('at-vie-2');
  const key = { id: ID, name: 'k', scope: 'public', value: 'v' };
  const model = { id: ID, name: 'm', state: 'ready' };
  const creation = { name: 'a', model: { name: 'm' }, 'gpu-type': 'gpua5000', 'gpu-count': 1, replicas: 1 };
  test.each([
    [
      'list-deployments',
      () => vienna().listDeployments(),
      'get',
      '/ai/deployment',
      { deployments: [DEPLOYMENT] },
      '',
    ],
    ['get-deployment', () => vienna().getDeployment(ID), 'get', `/ai/deployment/${ID}`, DEPLOYMENT, ''],
    [
      'create-deployment',
      () => vienna().createDeployment(creation),
      'post',
      '/ai/deployment',
      OPERATION,
      JSON.stringify(creation),
    ],
    [
      'update-deployment',
      () => vienna().updateDeployment(ID, { name: 'b' }),
      'patch',
      `/ai/deployment/${ID}`,
      OPERATION,
      '{"name":"b"}',
    ],
    [
      'scale-deployment',
      () => vienna().scaleDeployment(ID, { replicas: 0 }),
      'post',
      `/ai/deployment/${ID}/scale`,
      OPERATION,
      '{"replicas":0}',
    ],
    [
      'delete-deployment',
      () => vienna().deleteDeployment(ID),
      'delete',
      `/ai/deployment/${ID}`,
      OPERATION,
      '',
    ],
    [
      'reveal-deployment-api-key',
      () => vienna().revealDeploymentApiKey(ID),
      'get',
      `/ai/deployment/${ID}/api-key`,
      { 'api-key': 'x' },
      '',
    ],
    [
      'get-deployment-logs',
      () => vienna().getDeploymentLogs(ID, 5),
      'get',
      `/ai/deployment/${ID}/logs`,
      { logs: [] },
      '',
    ],
    [
      'get-inference-engine-help',
      () => vienna().getInferenceEngineHelp('0.25.1'),
      'get',
      '/ai/help/inference-engine-parameters',
      { parameters: [] },
      '',
    ],
    [
      'list-ai-instance-types',
      () => vienna().listInstanceTypes(),
      'get',
      '/ai/instance-type',
      { 'instance-types': [] },
      '',
    ],
    ['list-models', () => vienna().listModels(), 'get', '/ai/model', { models: [model] }, ''],
    ['get-model', () => vienna().getModel(ID), 'get', `/ai/model/${ID}`, model, ''],
    [
      'create-model',
      () => vienna().createModel({ name: 'm' }),
      'post',
      '/ai/model',
      OPERATION,
      '{"name":"m"}',
    ],
    ['delete-model', () => vienna().deleteModel(ID), 'delete', `/ai/model/${ID}`, OPERATION, ''],
    ['list-ai-api-keys', () => vienna().listApiKeys(), 'get', '/ai/api-key', { 'ai-api-keys': [key] }, ''],
    ['get-ai-api-key', () => vienna().getApiKey(ID), 'get', `/ai/api-key/${ID}`, key, ''],
    [
      'create-ai-api-key',
      () => vienna().createApiKey({ name: 'k', scope: 'public' }),
      'post',
      '/ai/api-key',
      key,
      '{"name":"k","scope":"public"}',
    ],
    [
      'update-ai-api-key',
      () => vienna().updateApiKey(ID, { name: 'k' }),
      'patch',
      `/ai/api-key/${ID}`,
      key,
      '{"name":"k"}',
    ],
    ['delete-ai-api-key', () => vienna().deleteApiKey(ID), 'delete', `/ai/api-key/${ID}`, OPERATION, ''],
    [
      'reveal-ai-api-key',
      () => vienna().revealApiKey(ID),
      'get',
      `/ai/api-key/${ID}/reveal`,
      { value: 'v' },
      '',
    ],
    [
      'rotate-ai-api-key',
      () => vienna().rotateApiKey(ID),
      'post',
      `/ai/api-key/${ID}/rotate`,
      { value: 'v' },
      '',
    ],
    ['list-quotas', () => vienna().listQuotas(), 'get', '/quota', { quotas: [] }, ''],
    ['get-organization', () => vienna().getOrganization(), 'get', '/organization', {}, ''],
    ['get-operation', () => vienna().getOperation(ID), 'get', `/operation/${ID}`, OPERATION, ''],
  ] as const)('%s', async (_, call, method, path, body, sent) => {
    const seen = answer(method, VIENNA + path, body);
    await call();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: method.toUpperCase(), path: `/v2${path}`, body: sent });
    expect(seen[0]?.signed).toMatch(/^EXO2-HMAC-SHA256 credential=EXO123,/);
  });

  test('the tail of the logs is a signed query parameter', async () => {
    const seen = answer('get', `${VIENNA}/ai/deployment/${ID}/logs`, { logs: [] });
    await vienna().getDeploymentLogs(ID, 5);
    expect(seen[0]?.query).toBe('?tail=5');
    expect(seen[0]?.signed).toContain('signed-query-args=tail');
  });

  test('an ID from the API never reaches a path unencoded', async () => {
    const seen = answer('get', `${VIENNA}/ai/deployment/*`, DEPLOYMENT);
    await vienna().getDeployment('../zone?x=1#y');
    expect(seen[0]?.path).toBe('/v2/ai/deployment/..%2Fzone%3Fx%3D1%23y');
  });
});

test.each(['', '.', '..'])('an ID %j cannot climb out of its path', (id) => {
  expect(() => client().in('at-vie-2').deleteDeployment(id)).toThrow('cannot be an ID');
});

describe('where a request goes', () => {
  test('a known zone needs no look-up', async () => {
    const seen = answer('get', `${VIENNA}/ai/deployment`, { deployments: [] });
    await client().in('at-vie-2').listDeployments();
    expect(seen).toHaveLength(1);
  });

  test('a new zone is looked up, unsigned', async () => {
    const zones = answer('get', 'https://api-ch-gva-2.exoscale.com/v2/zone', {
      zones: [{ name: 'se-sto-1', 'api-endpoint': 'https://api-se-sto-1.exoscale.com/v2' }],
    });
    const seen = answer('get', 'https://api-se-sto-1.exoscale.com/v2/ai/deployment', { deployments: [] });
    await client().in('se-sto-1').listDeployments();
    expect(zones[0]?.signed).toBeNull();
    expect(seen).toHaveLength(1);
  });

  test('with a custom endpoint its own list of zones decides, asked once', async () => {
    const zones = answer('get', 'https://api.example/v2/zone', {
      zones: [{ name: 'at-vie-2', 'api-endpoint': 'https://vie.example/v2' }],
    });
    const seen = answer('get', 'https://vie.example/v2/ai/deployment', { deployments: [] });
    const custom = client({ endpoint: { url: 'https://api.example/v2/', from: 'EXOSCALE_API_ENDPOINT' } });
    await custom.in('at-vie-2').listDeployments();
    await custom.in('at-vie-2').listDeployments();
    expect(zones).toHaveLength(1);
    expect(seen).toHaveLength(2);
  });

  test('an unknown zone is a usage error that names those there are', async () => {
    answer('get', 'https://api-ch-gva-2.exoscale.com/v2/zone', { zones: [{ name: 'b' }, { name: 'a' }] });
    await expect(client().in('mars-1').listDeployments()).rejects.toMatchObject({
      kind: 'usage',
      message: 'there is no zone "mars-1"',
      hint: 'the zones are a, b',
    });
  });

  test.each([
    ['http://api.example/v2', 'is not encrypted'],
    ['ftp://api.example', 'starts with https://'],
    ['nonsense', 'is not a URL'],
    ['https://user:pass@api.example', 'no user name or password'],
  ])('an endpoint %s is refused: %s', (url, why) => {
    expect(() => client({ endpoint: { url, from: 'EXOSCALE_API_ENDPOINT' } })).toThrow(why);
  });

  test.each(['http://127.0.0.1:1/v2', 'http://localhost:1', 'http://[::1]:1'])(
    '%s is this machine itself',
    (url) => {
      expect(() => client({ endpoint: { url, from: 'x' } })).not.toThrow();
    },
  );

  test('a zone whose endpoint is not encrypted is not trusted with a signature', async () => {
    answer('get', 'https://api.example/v2/zone', {
      zones: [{ name: 'at-vie-2', 'api-endpoint': 'http://evil.example/v2' }],
    });
    const custom = client({ endpoint: { url: 'https://api.example', from: 'x' } });
    await expect(custom.in('at-vie-2').listDeployments()).rejects.toMatchObject({ kind: 'usage' });
  });

  test('redirects are not followed', async () => {
    server.use(
      http.get(
        `${VIENNA}/ai/deployment`,
        () => new HttpResponse(null, { status: 302, headers: { location: 'https://evil.example/' } }),
      ),
    );
    await expect(client().in('at-vie-2').listDeployments()).rejects.toMatchObject({
      kind: 'unexpected',
      status: 302,
    });
  });
});

describe('answers', () => {
  test('unknown fields and states pass', async () => {
    answer('get', `${VIENNA}/ai/deployment/${ID}`, { ...DEPLOYMENT, state: 'levitating', surprise: [1] });
    await expect(client().in('at-vie-2').getDeployment(ID)).resolves.toMatchObject({
      state: 'levitating',
      surprise: [1],
    });
  });

  test('a missing required field names the operation and the path', async () => {
    answer('get', `${VIENNA}/ai/deployment`, { deployments: [{ name: 'x' }] });
    await expect(client().in('at-vie-2').listDeployments()).rejects.toMatchObject({
      kind: 'unexpected',
      message: expect.stringMatching(
        /^could not list deployments in at-vie-2: the answer to list-deployments makes no sense at deployments\.0\.state/,
      ),
    });
  });

  test('no JSON at all is said plainly, and never printed', async () => {
    server.use(http.get(`${VIENNA}/quota`, () => HttpResponse.html('<html><h1>hello</h1></html>')));
    await expect(client().in('at-vie-2').listQuotas()).rejects.toMatchObject({
      message: 'could not read the quotas in at-vie-2: the answer to list-quotas is a web page',
    });
  });

  test.each([
    [401, {}, 'credentials', 'unauthorized'],
    [403, { message: 'Invalid request signature' }, 'credentials', 'signature'],
    [403, { message: 'Forbidden by role policy for compute' }, 'credentials', 'forbidden'],
    [403, { detail: 'GPU family not authorized' }, 'quota', 'gpu-authorization'],
    [404, {}, 'not-found', 'not-found'],
    [409, {}, 'conflict', 'conflict'],
    [412, { detail: 'insufficient GPUs' }, 'quota', 'gpu-quota'],
    [400, {}, 'usage', 'refused-value'],
    [422, {}, 'usage', 'refused-value'],
    [418, {}, 'unexpected', 'unexpected-status'],
  ])('%i %j while scaling means %s', async (status, body, kind, code) => {
    answer('post', `${VIENNA}/ai/deployment/${ID}/scale`, body, status);
    await expect(client().in('at-vie-2').scaleDeployment(ID, { replicas: 1 })).rejects.toMatchObject({
      kind,
      code,
      zone: 'at-vie-2',
    });
  });

  test('a refused signature with a clock that is wrong says so', async () => {
    const date = new Date(T0 + 15 * 60_000).toUTCString();
    server.use(
      http.get(`${VIENNA}/quota`, () =>
        HttpResponse.json({ message: 'Invalid request signature' }, { status: 403, headers: { date } }),
      ),
    );
    await expect(client().in('at-vie-2').listQuotas()).rejects.toMatchObject({
      hint: expect.stringContaining("this machine's clock is 15 min behind the service's"),
    });
  });
});

describe('retries', () => {
  test('a read is tried five times, each freshly signed, then it is unavailable', async () => {
    const clock = fakeClock();
    const seen = answer('get', `${VIENNA}/quota`, {}, 503);
    const slow = client({ clock, random: () => 0.999 });
    await expect(slow.in('at-vie-2').listQuotas()).rejects.toMatchObject({
      kind: 'unavailable',
      status: 503,
    });
    expect(seen).toHaveLength(5);
    expect(new Set(seen.map(({ signed }) => signed)).size).toBeGreaterThan(1);
  });

  test('a creation is not repeated when its outcome is unclear', async () => {
    const seen = answer('post', `${VIENNA}/ai/model`, {}, 502);
    await expect(client().in('at-vie-2').createModel({ name: 'm' })).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'outcome-unknown',
    });
    expect(seen).toHaveLength(1);
  });

  test('a creation is repeated on 429, as the service asks', async () => {
    const clock = fakeClock();
    let tries = 0;
    server.use(
      http.post(`${VIENNA}/ai/model`, () =>
        ++tries < 3 ? HttpResponse.json({ retry_after: 2 }, { status: 429 }) : HttpResponse.json(OPERATION),
      ),
    );
    await client({ clock }).in('at-vie-2').createModel({ name: 'm' });
    expect(tries).toBe(3);
    expect(clock.now() - T0).toBe(4_000);
  });

  test('what the service asks to wait never goes past the deadline', async () => {
    const clock = fakeClock();
    server.use(
      http.get(`${VIENNA}/quota`, () =>
        HttpResponse.json({}, { status: 429, headers: { 'retry-after': '3600' } }),
      ),
    );
    await expect(client({ clock }).in('at-vie-2').listQuotas()).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'rate-limited',
    });
    expect(clock.now()).toBe(T0);
  });

  test('a DELETE that finds nothing on its second try has succeeded; on its first it has not', async () => {
    const statuses = [503, 404];
    server.use(
      http.delete(`${VIENNA}/ai/deployment/${ID}`, () =>
        HttpResponse.json({}, { status: statuses.shift() ?? 404 }),
      ),
    );
    await expect(client().in('at-vie-2').deleteDeployment(ID)).resolves.toMatchObject({ state: 'success' });
    await expect(client().in('at-vie-2').deleteDeployment(ID)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
