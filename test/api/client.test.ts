import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../src/api/client.js';
import { fetchTransport } from '../../src/api/http/fetch-transport.js';
import { type Transport, TransportError } from '../../src/api/http/transport.js';
import type { ZoneClient } from '../../src/api/zone-client.js';
import { fakeClock, T0 } from '../helpers/run.js';

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

/**
 * Intercepts the requests that `fetch` sends. A request that the test has not prepared an answer for fails the test.
 */
const service = setupServer();
beforeAll(() => service.listen({ onUnhandledRequest: 'error' }));
afterEach(() => service.resetHandlers());
afterAll(() => service.close());

function client(options: Partial<Parameters<typeof createClient>[0]> = {}) {
  return createClient({
    credentials: { key: 'EXO123', secret: 'top-secret' },
    transport: fetchTransport,
    clock: fakeClock(),
    random: () => 0,
    ...options,
  });
}

const vienna = (options?: Parameters<typeof client>[0]) => client(options).in('at-vie-2');

/** Replies to one kind of request: `GET /quota` (in zone at-vie-2), or a method and a complete URL. */
function serve(kind: string, reply: (request: Request) => Response | Promise<Response>) {
  const [method, url = ''] = kind.replace(' /', ` ${VIENNA}/`).split(' ');
  service.use(http.all(url, ({ request }) => (request.method === method ? reply(request) : undefined)));
}

/** Answers one kind of request with JSON. @returns the requests that came */
function answer(kind: string, answered: object, status = 200) {
  const seen: { query: string; body: string; signed: string | null }[] = [];
  serve(kind, async (request) => {
    const body = await request.text();
    seen.push({ query: new URL(request.url).search, body, signed: request.headers.get('authorization') });
    return HttpResponse.json(answered, { status });
  });
  return seen;
}

describe('each function sends one signed request of the right shape', () => {
  const newKey = { name: 'k', scope: 'public' } as const;
  const key = { id: ID, ...newKey, value: 'v' };
  const model = { id: ID, name: 'm', state: 'ready' };
  const named = { name: 'b' };
  const none = { replicas: 0 };
  const creation = { name: 'a', model: { name: 'm' }, 'gpu-type': 'gpua5000', 'gpu-count': 1, replicas: 1 };
  test.each<[request: string, answer: object, (vie: ZoneClient) => unknown, sent?: object]>([
    ['GET /ai/deployment', { deployments: [DEPLOYMENT] }, (vie) => vie.listDeployments()],
    [`GET /ai/deployment/${ID}`, DEPLOYMENT, (vie) => vie.getDeployment(ID)],
    ['POST /ai/deployment', OPERATION, (vie) => vie.createDeployment(creation), creation],
    [`PATCH /ai/deployment/${ID}`, OPERATION, (vie) => vie.updateDeployment(ID, named), named],
    [`POST /ai/deployment/${ID}/scale`, OPERATION, (vie) => vie.scaleDeployment(ID, none), none],
    [`DELETE /ai/deployment/${ID}`, OPERATION, (vie) => vie.deleteDeployment(ID)],
    [`GET /ai/deployment/${ID}/api-key`, { 'api-key': 'x' }, (vie) => vie.revealDeploymentApiKey(ID)],
    [`GET /ai/deployment/${ID}/logs`, { logs: [] }, (vie) => vie.getDeploymentLogs(ID, 5)],
    [
      'GET /ai/help/inference-engine-parameters',
      { parameters: [] },
      (vie) => vie.getInferenceEngineHelp('0.25.1'),
    ],
    ['GET /ai/instance-type', { 'instance-types': [] }, (vie) => vie.listInstanceTypes()],
    ['GET /ai/model', { models: [model] }, (vie) => vie.listModels()],
    [`GET /ai/model/${ID}`, model, (vie) => vie.getModel(ID)],
    ['POST /ai/model', OPERATION, (vie) => vie.createModel(named), named],
    [`DELETE /ai/model/${ID}`, OPERATION, (vie) => vie.deleteModel(ID)],
    ['GET /ai/api-key', { 'ai-api-keys': [key] }, (vie) => vie.listApiKeys()],
    [`GET /ai/api-key/${ID}`, key, (vie) => vie.getApiKey(ID)],
    ['POST /ai/api-key', key, (vie) => vie.createApiKey(newKey), newKey],
    [`PATCH /ai/api-key/${ID}`, key, (vie) => vie.updateApiKey(ID, named), named],
    [`DELETE /ai/api-key/${ID}`, OPERATION, (vie) => vie.deleteApiKey(ID)],
    [`GET /ai/api-key/${ID}/reveal`, { value: 'v' }, (vie) => vie.revealApiKey(ID)],
    [`POST /ai/api-key/${ID}/rotate`, { value: 'v' }, (vie) => vie.rotateApiKey(ID)],
    ['GET /quota', { quotas: [] }, (vie) => vie.listQuotas()],
    ['GET /organization', {}, (vie) => vie.getOrganization()],
    [`GET /operation/${ID}`, { ...OPERATION, id: ID }, (vie) => vie.getOperation(ID)],
  ])('%s', async (request, body, call, sent) => {
    const seen = answer(request, body);
    await call(vienna());
    expect(seen).toHaveLength(1);
    expect(seen[0]?.body).toBe(sent ? JSON.stringify(sent) : '');
    expect(seen[0]?.signed).toMatch(/^EXO2-HMAC-SHA256 credential=EXO123,/);
  });

  test('the tail of the logs is a signed query parameter', async () => {
    const seen = answer(`GET /ai/deployment/${ID}/logs`, { logs: [] });
    await vienna().getDeploymentLogs(ID, 5);
    expect(seen[0]?.query).toBe('?tail=5');
    expect(seen[0]?.signed).toContain('signed-query-args=tail');
  });

  test('an ID from the API never reaches a path unencoded', async () => {
    const id = '../zone?x=1#y';
    const seen = answer('GET /ai/deployment/..%2Fzone%3Fx%3D1%23y', { ...DEPLOYMENT, id });
    await vienna().getDeployment(id);
    expect(seen).toHaveLength(1);
  });
});

describe('an answer about another object than the requested one', () => {
  const OTHER = '00000000-0000-4000-8000-0000000000ff';

  test.each<[path: string, told: object, ask: (vie: ZoneClient) => Promise<unknown>]>([
    [`/ai/deployment/${ID}`, DEPLOYMENT, (vie) => vie.getDeployment(ID)],
    [`/ai/model/${ID}`, { name: 'm', state: 'ready' }, (vie) => vie.getModel(ID)],
    [`/ai/api-key/${ID}`, { name: 'k' }, (vie) => vie.getApiKey(ID)],
    [`/operation/${ID}`, OPERATION, (vie) => vie.getOperation(ID)],
  ])('is refused: %s', async (path, told, ask) => {
    answer(`GET ${path}`, { ...told, id: OTHER });
    await expect(ask(vienna())).rejects.toMatchObject({
      kind: 'unexpected',
      message: expect.stringContaining(`is about ${OTHER}`),
    });
  });

  test('the same ID in capitals is accepted', async () => {
    answer(`GET /ai/deployment/${ID}`, { ...DEPLOYMENT, id: ID.toUpperCase() });
    await expect(vienna().getDeployment(ID)).resolves.toMatchObject({ name: DEPLOYMENT.name });
  });
});

test('a zone that is listed twice appears once', async () => {
  const zones = ['a', 'b', 'a'].map((name) => ({ name }));
  serve('GET https://api.example/v2/zone', () => HttpResponse.json({ zones }));
  const custom = client({ endpoint: { url: 'https://api.example/v2', from: 'a test' } });
  expect(await custom.zoneNames()).toEqual(['a', 'b']);
});

test.each(['', '.', '..'])('an ID %j, which would change the path, is refused', (id) => {
  expect(() => vienna().deleteDeployment(id)).toThrow('cannot be an ID');
});

describe('where a request goes', () => {
  test('a built-in zone is not looked up', async () => {
    const seen = answer('GET /ai/deployment', { deployments: [] });
    await vienna().listDeployments();
    expect(seen).toHaveLength(1);
  });

  test('an unknown zone is looked up in the list of zones, unsigned', async () => {
    const zones = answer('GET https://api-ch-gva-2.exoscale.com/v2/zone', {
      zones: [{ name: 'se-sto-1', 'api-endpoint': 'https://api-se-sto-1.exoscale.com/v2' }],
    });
    const seen = answer('GET https://api-se-sto-1.exoscale.com/v2/ai/deployment', { deployments: [] });
    await client().in('se-sto-1').listDeployments();
    expect(zones).toEqual([{ query: '', body: '', signed: null }]);
    expect(seen).toHaveLength(1);
  });

  test('with a custom endpoint the zone’s address is from its own list of zones, read once', async () => {
    const zones = answer('GET https://api.example/v2/zone', {
      zones: [{ name: 'at-vie-2', 'api-endpoint': 'https://vie.example/v2' }],
    });
    const seen = answer('GET https://vie.example/v2/ai/deployment', { deployments: [] });
    const custom = client({ endpoint: { url: 'https://api.example/v2/', from: 'EXOSCALE_API_ENDPOINT' } });
    await custom.in('at-vie-2').listDeployments();
    await custom.in('at-vie-2').listDeployments();
    expect(zones).toHaveLength(1);
    expect(seen).toHaveLength(2);
  });

  test.each([
    ['no zones', [], /^the endpoint's list of zones is empty$/, /^the endpoint's list of zones is empty$/],
    [
      'a zone without an address: the request is not sent to the real service instead',
      [{ name: 'at-vie-2', 'api-endpoint': null }],
      /^the endpoint's list of zones does not say where at-vie-2 is$/,
      undefined,
    ],
  ])('a custom endpoint that lists %s', async (_, zones, ofZone, ofAll) => {
    answer('GET https://api.example/v2/zone', { zones });
    const custom = client({ endpoint: { url: 'https://api.example', from: 'x' } });
    await expect(custom.in('at-vie-2').listDeployments()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(ofZone),
      hint: 'see what answers there: exo-di doctor -z at-vie-2',
    });
    if (ofAll) await expect(custom.zoneNames()).rejects.toThrow(ofAll);
    else expect(await custom.zoneNames()).toEqual(['at-vie-2']);
  });

  test('a zone that does not exist is a usage error that names the zones', async () => {
    answer('GET https://api-ch-gva-2.exoscale.com/v2/zone', { zones: [{ name: 'b' }, { name: 'a' }] });
    await expect(client().in('mars-1').listDeployments()).rejects.toMatchObject({
      kind: 'usage',
      message: 'there is no zone "mars-1"',
      hint: 'the zones are a, b',
    });
  });

  test('a zone that does not exist is reported with its source, unless it is a flag', async () => {
    answer('GET https://api-ch-gva-2.exoscale.com/v2/zone', { zones: [{ name: 'a' }] });
    const named = (from: string) =>
      client({ zone: { name: 'mars-1', from } })
        .in('mars-1')
        .listDeployments();
    await expect(named('EXOSCALE_ZONE')).rejects.toThrow(/^there is no zone "mars-1" \(EXOSCALE_ZONE\)$/);
    await expect(named('flag --zone')).rejects.toThrow(/^there is no zone "mars-1"$/);
  });

  test('an endpoint that does not know the list of zones is not the service: unavailable', async () => {
    answer('GET https://api-ch-gva-2.exoscale.com/v2/zone', { message: '/v1/zone not found' }, 404);
    await expect(client().listZones()).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'could not list zones: /v1/zone not found (HTTP 404)',
      hint: 'see what answers there: exo-di doctor',
    });
  });

  test.each([
    ['http://api.example/v2', 'is not encrypted'],
    ['ftp://api.example', 'starts with https://'],
    ['nonsense', 'is not a URL'],
    ['https://user:pass@api.example', 'an endpoint must not have a user name or password'],
  ])('an endpoint %s is refused: %s', (url, why) => {
    expect(() => client({ endpoint: { url, from: 'EXOSCALE_API_ENDPOINT' } })).toThrow(why);
  });

  test.each(['http://127.0.0.1:1/v2', 'http://localhost:1', 'http://[::1]:1'])(
    '%s is on this machine, so it need not be encrypted',
    (url) => {
      expect(() => client({ endpoint: { url, from: 'x' } })).not.toThrow();
    },
  );

  test('a zone whose endpoint is not encrypted gets no signed request', async () => {
    answer('GET https://api.example/v2/zone', {
      zones: [{ name: 'at-vie-2', 'api-endpoint': 'http://evil.example/v2' }],
    });
    const custom = client({ endpoint: { url: 'https://api.example', from: 'x' } });
    await expect(custom.in('at-vie-2').listDeployments()).rejects.toMatchObject({ kind: 'usage' });
  });

  test('a redirect is not followed', async () => {
    serve('GET /ai/deployment', () => HttpResponse.redirect('https://evil.example/', 302));
    await expect(vienna().listDeployments()).rejects.toMatchObject({
      kind: 'unexpected',
      status: 302,
    });
  });
});

describe('answers', () => {
  test('unknown fields and states are kept', async () => {
    answer(`GET /ai/deployment/${ID}`, { ...DEPLOYMENT, state: 'levitating', surprise: [1] });
    await expect(vienna().getDeployment(ID)).resolves.toMatchObject({
      state: 'levitating',
      surprise: [1],
    });
  });

  test('a missing required field names the operation and the path', async () => {
    answer('GET /ai/deployment', { deployments: [{ name: 'x' }] });
    await expect(vienna().listDeployments()).rejects.toMatchObject({
      kind: 'unexpected',
      message: expect.stringMatching(
        /^could not list deployments in at-vie-2: the answer to list-deployments makes no sense at deployments\.0\.state/,
      ),
    });
  });

  test('a web page is named as that, and not printed', async () => {
    serve('GET /quota', () => HttpResponse.html('<html><h1>hello</h1></html>'));
    await expect(vienna().listQuotas()).rejects.toMatchObject({
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
    answer(`POST /ai/deployment/${ID}/scale`, body, status);
    await expect(vienna().scaleDeployment(ID, { replicas: 1 })).rejects.toMatchObject({
      kind,
      code,
      zone: 'at-vie-2',
    });
  });

  test('a refused signature: the hint says that the clock is wrong', async () => {
    const date = new Date(T0 + 15 * 60_000).toUTCString();
    const message = 'Invalid request signature';
    serve('GET /quota', () => HttpResponse.json({ message }, { status: 403, headers: { date } }));
    await expect(vienna().listQuotas()).rejects.toMatchObject({
      hint: expect.stringContaining("this machine's clock is 15 min behind the service's"),
    });
  });
});

describe('retries', () => {
  test('a read is tried five times, each freshly signed, then it is unavailable', async () => {
    const clock = fakeClock();
    const seen = answer('GET /quota', {}, 503);
    const slow = vienna({ clock, random: () => 0.999 });
    await expect(slow.listQuotas()).rejects.toMatchObject({
      kind: 'unavailable',
      status: 503,
    });
    expect(seen).toHaveLength(5);
    expect(new Set(seen.map(({ signed }) => signed)).size).toBeGreaterThan(1);
  });

  test('a creation is not repeated when its outcome is unclear', async () => {
    const seen = answer('POST /ai/model', {}, 502);
    await expect(vienna().createModel({ name: 'm' })).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'outcome-unknown',
    });
    expect(seen).toHaveLength(1);
  });

  test('a creation is repeated on 429, as the service asks', async () => {
    const clock = fakeClock();
    let tries = 0;
    serve('POST /ai/model', () =>
      ++tries < 3 ? HttpResponse.json({ retry_after: 2 }, { status: 429 }) : HttpResponse.json(OPERATION),
    );
    await vienna({ clock }).createModel({ name: 'm' });
    expect(tries).toBe(3);
    expect(clock.now() - T0).toBe(4_000);
  });

  test('a Retry-After beyond the deadline ends the call at once', async () => {
    const clock = fakeClock();
    serve('GET /quota', () => HttpResponse.json({}, { status: 429, headers: { 'retry-after': '3600' } }));
    await expect(vienna({ clock }).listQuotas()).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'rate-limited',
    });
    expect(clock.now()).toBe(T0);
  });

  test('a clock that is set back does not prolong the limit of a call', async () => {
    const clock = fakeClock();
    const send = async () => {
      clock.advance(-3_600_000);
      return { status: 429, headers: { 'retry-after': '30' }, body: '{}' };
    };
    const call = vienna({ clock, transport: { send, close() {} } }).listQuotas();
    await expect(call).rejects.toMatchObject({ kind: 'unavailable', code: 'rate-limited' });
    // Of one minute, 30 s are waited once: the second pause would end at the limit.
    expect(clock.now() - T0).toBe(30_000 - 2 * 3_600_000);
  });

  test.each([404, 410])(
    'a DELETE that finds nothing (%i) on its second try has succeeded; on its first it has not',
    async (missing) => {
      const statuses = [503];
      serve(`DELETE /ai/deployment/${ID}`, () =>
        HttpResponse.json({}, { status: statuses.shift() ?? missing }),
      );
      await expect(vienna().deleteDeployment(ID)).resolves.toMatchObject({ state: 'success' });
      await expect(vienna().deleteDeployment(ID)).rejects.toMatchObject({ kind: 'not-found' });
    },
  );

  test('a DELETE that certainly was not carried out has not deleted what its second try does not find', async () => {
    const statuses = [429];
    serve(`DELETE /ai/deployment/${ID}`, () => HttpResponse.json({}, { status: statuses.shift() ?? 404 }));
    await expect(vienna().deleteDeployment(ID)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('a request that was lost on a kept connection is sent again on a fresh one', async () => {
    const fresh: unknown[] = [];
    const transport: Transport = {
      async send(request) {
        fresh.push(request.fresh);
        if (fresh.length === 1) throw new TransportError('lost', true, 'the connection was lost');
        return { status: 200, headers: {}, body: '{"quotas":[]}' };
      },
      close() {},
    };
    await vienna({ transport }).listQuotas();
    expect(fresh).toEqual([false, true]);
  });

  test.each<[string, 'connect' | 'lost', (zone: ZoneClient) => Promise<unknown>, string]>([
    [
      'a read that never reached a server',
      'connect',
      (zone) => zone.listQuotas(),
      'could not read the quotas in at-vie-2 (api-at-vie-2.exoscale.com): why after 5 tries',
    ],
    [
      'a read whose answer was lost',
      'lost',
      (zone) => zone.listQuotas(),
      'could not read the quotas in at-vie-2: why after 5 tries',
    ],
    [
      'a creation whose answer was lost',
      'lost',
      (zone) => zone.createApiKey({ name: 'k', scope: 'public' }),
      'could not create API key k in at-vie-2: why',
    ],
  ])('the error of %s says how often it was tried, and the host if that is the problem', async (...args) => {
    const [, fault, ask, message] = args;
    const send = async () => {
      throw new TransportError(fault, fault === 'lost', 'why');
    };
    const zone = vienna({ transport: { send, close() {} } });
    await expect(ask(zone)).rejects.toMatchObject({ kind: 'unavailable', message });
  });
});
