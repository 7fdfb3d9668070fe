import { describe, expect, it } from 'vitest';
import { deploymentBody, MINUTE, referenceOf, sandboxAt, signed } from './helpers.js';

const creation = (now: number) => signed('POST', '/at-vie-2/v2/ai/deployment', deploymentBody(), now);

describe('a fault', () => {
  it('strikes the next matching request, once', async () => {
    const { send, sandbox, create } = sandboxAt({ fail: ['POST /ai/deployment=503'] });
    expect((await send('GET', '/ai/deployment')).status).toBe(200);
    expect(await create()).toMatchObject({
      status: 503,
      body: { status: 503 },
    });
    expect(sandbox.deployments()).toEqual([]);
    expect((await create()).status).toBe(200);
    expect(sandbox.requests.map(({ method, status, fault }) => [method, status, fault])).toEqual([
      ['GET', 200, undefined],
      ['POST', 503, 'status'],
      ['POST', 200, undefined],
    ]);
  });

  it.each<[string, string, string, number[]]>([
    ['GET /quota=503 x2', '/quota', 'at-vie-2', [503, 503, 200, 200]],
    ['GET /quota=503 x*', '/quota', 'at-vie-2', [503, 503, 503, 503]],
    ['GET /quota=503 every 2', '/quota', 'at-vie-2', [200, 503, 200, 503]],
    ['* /**=500 x*', '/quota/gpua5000', 'at-vie-2', [500, 500, 500, 500]],
    ['GET /quota/{entity}=500 x*', '/quota/gpua5000', 'at-vie-2', [500, 500, 500, 500]],
    ['GET /quota/*=500 x*', '/quota', 'at-vie-2', [200, 200, 200, 200]],
    ['GET /quota@ch-dk-2=500 x*', '/quota', 'at-vie-2', [200, 200, 200, 200]],
    ['GET /quota@ch-dk-2=500 x*', '/quota', 'ch-dk-2', [500, 500, 500, 500]],
  ])('of %s strikes %s in %s: %j', async (fault, path, zone, expected) => {
    const { send } = sandboxAt({ fail: [fault] });
    const seen = [];
    for (const _ of expected) seen.push((await send('GET', path, undefined, zone)).status);
    expect(seen).toEqual(expected);
  });

  it.each<[string, number, number, RegExp]>([
    [
      '500',
      500,
      0,
      /^\{"type":"#\/http-problem-types\/internal-server-error","title":"Internal Server Error"/,
    ],
    ['503-after', 503, 1, /"status":503/],
    ['502:html', 502, 0, /^<html>/],
    ['html', 502, 0, /502 Bad Gateway/],
    ['403:policy', 403, 0, /Forbidden by role policy for create-deployment/],
    ['403:code', 403, 0, /^\{"code":"forbidden_operation","error":"/],
    ['500:message', 500, 0, /^\{"message":"/],
    ['500:error', 500, 0, /^\{"error":"/],
    ['500:text', 500, 0, /^The sandbox was told/],
    ['422:schema', 422, 0, /request-invalid-body/],
    ['504:empty', 504, 0, /^$/],
    ['garbage', 200, 1, /this is not JSON/],
    ['wrong-shape', 200, 1, /^\[\]$/],
    ['missing-fields', 200, 1, /^\{\}$/],
    ['garbage-before', 200, 0, /this is not JSON/],
  ])('of %s answers %i and has created %i', async (action, status, count, body) => {
    const { sandbox, clock } = sandboxAt({ fail: [`POST /ai/deployment=${action}`] });
    const response = await sandbox.fetch(creation(clock.now()));
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
    expect(sandbox.deployments()).toHaveLength(count);
  });

  it('of 429 says when to come back, twice', async () => {
    const { sandbox, clock } = sandboxAt({ fail: ['POST /ai/deployment=429=7'] });
    const response = await sandbox.fetch(creation(clock.now()));
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toMatchObject({ status: 429, retry_after: 7 });
  });

  it('of 3xx has a location header', async () => {
    const { sandbox, clock } = sandboxAt({ fail: ['POST /ai/deployment=307'] });
    const response = await sandbox.fetch(creation(clock.now()));
    expect(response.headers.get('location')).toBe('http://127.0.0.1/redirected/at-vie-2/v2/ai/deployment');
  });

  it('of slow performs the request even if the client has gone', async () => {
    const { sandbox, clock } = sandboxAt({ fail: ['POST /ai/model=slow=20000'] });
    const request = signed('POST', '/at-vie-2/v2/ai/model', { name: 'owner/new-7B' }, clock.now());
    await sandbox.fetch(new Request(request, { signal: AbortSignal.abort() })).catch(() => {});
    expect(sandbox.models('at-vie-2').map(({ name }) => name)).toContain('owner/new-7B');
  });

  it('of slow takes the clock’s time', async () => {
    const { send, clock } = sandboxAt({ fail: ['GET /quota=slow=250'] });
    const before = clock.now();
    expect((await send('GET', '/quota')).status).toBe(200);
    expect(clock.now() - before).toBe(250);
  });

  it('can be added and removed while the sandbox runs', async () => {
    const { send, sandbox } = sandboxAt();
    sandbox.failNext('GET /quota=503', 'GET /quota=500');
    expect(sandbox.pendingFaults).toBe(2);
    expect((await send('GET', '/quota')).status).toBe(503);
    sandbox.clearFaults();
    expect((await send('GET', '/quota')).status).toBe(200);
  });
});

describe('a fault of the connection, in the same process', () => {
  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ])('%s rejects as fetch does, having created %i', async (action, count) => {
    const { sandbox, clock } = sandboxAt({ fail: [`POST /ai/deployment=${action}`] });
    await expect(sandbox.fetch(creation(clock.now()))).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
    expect(sandbox.deployments()).toHaveLength(count);
    expect(sandbox.requests[0]?.status).toBeUndefined();
  });

  it('cut breaks the body off', async () => {
    const { sandbox, clock } = sandboxAt({ fail: ['POST /ai/deployment=cut'] });
    const response = await sandbox.fetch(creation(clock.now()));
    await expect(response.text()).rejects.toThrow('fetch failed');
  });

  it('silence lasts until the request is aborted', async () => {
    const { sandbox, clock } = sandboxAt({ fail: ['POST /ai/deployment=silence'] });
    const controller = new AbortController();
    const answer = sandbox.fetch(new Request(creation(clock.now()), { signal: controller.signal }));
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });

  it('drip sends one byte per second', async () => {
    const { sandbox, clock } = sandboxAt({ fail: ['GET /zone=drip'] });
    const before = clock.now();
    const text = await (await sandbox.fetch(signed('GET', '/v2/zone'))).text();
    expect(JSON.parse(text).zones).toHaveLength(8);
    expect(clock.now() - before).toBe((text.length + 1) * 1_000);
  });
});

describe('a fault of the operation', () => {
  it.each<[string, string, object]>([
    ['operation-failure', 'pending', { state: 'failure', reason: 'fault' }],
    ['operation-failure-at-once', 'failure', { state: 'failure', reason: 'fault' }],
    ['operation-timeout', 'pending', { state: 'timeout' }],
    ['operation-stuck', 'pending', { state: 'pending' }],
  ])('%s: the first answer is %s, the operation ends in another state', async (action, first, last) => {
    const { clock, get, create } = sandboxAt({ fail: [`POST /ai/deployment=${action}`] });
    const accepted = await create();
    expect(accepted).toMatchObject({ status: 200, body: { state: first } });
    clock.advance(60 * MINUTE);
    expect(await get(`/operation/${accepted.body.id}`)).toMatchObject(last);
  });

  it('leaves a deployment that was being created in state error', async () => {
    const { clock, get, create } = sandboxAt({ fail: ['POST /ai/deployment=operation-failure'] });
    const id = referenceOf(await create());
    clock.advance(4 * MINUTE);
    expect(await get(`/ai/deployment/${id}`)).toMatchObject({
      state: 'error',
      'state-details': 'The deployment could not be started',
    });
  });

  it.each<[string, string, string, unknown]>([
    ['scaling', 'POST', '/scale', { replicas: 3 }],
    ['updating', 'PATCH', '', { name: 'other', 'inference-engine-version': '0.24.0' }],
    ['deleting', 'DELETE', '', undefined],
  ])('undoes a change: %s', async (_, method, tail, body) => {
    const { sandbox, clock, send, get, ready } = sandboxAt();
    const id = await ready();
    const { 'updated-at': _before, ...before } = await get(`/ai/deployment/${id}`);
    sandbox.failNext(`${method} /ai/deployment/{id}${tail}=operation-failure`);
    await send(method, `/ai/deployment/${id}${tail}`, body);
    clock.advance(60 * MINUTE);
    expect(await get(`/ai/deployment/${id}`)).toMatchObject(before);
    expect(sandbox.usedGpus('gpua5000')).toBe(1);
  });
});
