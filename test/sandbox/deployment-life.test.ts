import { describe, expect, it } from 'vitest';
import { MINUTE, MISTRAL, referenceOf, SECOND, sandboxAt } from './helpers.js';

describe('the life of a deployment', () => {
  it('takes 4 minutes to be created, step by step', async () => {
    const { clock, send, create } = sandboxAt();
    const accepted = await create();
    const id = referenceOf(accepted);
    expect(accepted).toEqual({
      status: 200,
      body: {
        id: '00000000-0000-4000-8000-000000000002',
        state: 'pending',
        reference: { id, link: `/v2/ai/deployment/${id}`, command: 'create-deployment' },
      },
    });
    const seen = [];
    for (const wait of [0, MINUTE, 2 * MINUTE, MINUTE]) {
      clock.advance(wait);
      const operation = await send('GET', `/operation/${accepted.body.id}`);
      const deployment = await send('GET', `/ai/deployment/${id}`);
      seen.push([operation.body.state, deployment.body.state]);
    }
    expect(seen).toEqual([
      ['pending', 'creating'],
      ['pending', 'deploying'],
      ['pending', 'deploying'],
      ['success', 'ready'],
    ]);
  });

  it('has more properties in GET by ID than in the list', async () => {
    const { sandbox, get, ready } = sandboxAt();
    const id = await ready({ 'inference-engine-parameters': ['--max-model-len=8192'] });
    const modelId = sandbox.models('at-vie-2').find(({ name }) => name === MISTRAL)?.id;
    const entry = {
      id,
      name: 'my-app',
      state: 'ready',
      'gpu-type': 'gpua5000',
      'gpu-count': 1,
      replicas: 1,
      'service-level': 'pro',
      'deployment-url': `http://127.0.0.1/inference/at-vie-2/${id}/v1`,
      model: { id: modelId, name: MISTRAL },
      visibility: 'private',
      'created-at': '2026-01-01T00:00:00Z',
      'updated-at': '2026-01-01T00:04:00Z',
    };
    expect(await get('/ai/deployment')).toEqual({ deployments: [entry] });
    expect(await get(`/ai/deployment/${id}`)).toEqual({
      ...entry,
      'inference-engine-parameters': ['--max-model-len=8192'],
      'inference-engine-version': '0.25.1',
    });
  });

  it('takes 12 minutes from 100 GB up', async () => {
    const { clock, get, create } = sandboxAt();
    const large = { model: { name: 'Qwen/Qwen2.5-72B-Instruct' }, 'gpu-count': 8 };
    const { body: operation } = await create(large);
    clock.advance(12 * MINUTE - 1);
    expect((await get(`/operation/${operation.id}`)).state).toBe('pending');
    clock.advance(1);
    expect((await get(`/operation/${operation.id}`)).state).toBe('success');
  });

  it('is divided by the speed', async () => {
    const { clock, get, create } = sandboxAt({ speed: 60 });
    const { body: operation } = await create();
    clock.advance(4 * SECOND);
    expect((await get(`/operation/${operation.id}`)).state).toBe('success');
  });

  it.each([
    ['up by two', 1, 3, 8 * MINUTE],
    ['down', 3, 1, SECOND / 2],
    ['to zero', 2, 0, SECOND / 2],
    ['from zero', 0, 1, 4 * MINUTE],
    ['to where it is', 2, 2, 0],
  ])('scales %s', async (_, from, to, takes) => {
    const { clock, send, get, ready } = sandboxAt();
    const id = await ready({ replicas: Math.max(1, from) });
    if (from === 0) await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    clock.advance(MINUTE);
    const { body: operation } = await send('POST', `/ai/deployment/${id}/scale`, { replicas: to });
    if (takes > 0) {
      clock.advance(takes - 1);
      expect(await get(`/ai/deployment/${id}`)).toMatchObject({
        state: 'scaling',
        replicas: to,
      });
      clock.advance(1);
    }
    expect(await get(`/ai/deployment/${id}`)).toMatchObject({ state: 'ready', replicas: to });
    expect(await get(`/operation/${operation.id}`)).toMatchObject({
      state: 'success',
      reference: { command: 'scale-deployment' },
    });
  });

  it('keeps URL and API key across zero replicas, and loses them when it is deleted', async () => {
    const { clock, send, get, ready } = sandboxAt();
    const id = await ready();
    const read = async () => [
      (await get(`/ai/deployment/${id}`))['deployment-url'],
      (await get(`/ai/deployment/${id}/api-key`))['api-key'],
    ];
    const before = await read();
    for (const replicas of [0, 1]) {
      await send('POST', `/ai/deployment/${id}/scale`, { replicas });
      clock.advance(5 * MINUTE);
      expect(await read()).toEqual(before);
    }
    await send('DELETE', `/ai/deployment/${id}`);
    clock.advance(2 * SECOND);
    expect((await send('GET', `/ai/deployment/${id}`)).status).toBe(404);
    const again = await ready();
    expect((await get(`/ai/deployment/${again}/api-key`))['api-key']).not.toBe(before[1]);
  });

  it('is updated in a minute: name, parameters or version alone', async () => {
    const { clock, send, get, ready } = sandboxAt();
    const id = await ready({ 'inference-engine-parameters': ['--seed', '1'] });
    await send('PATCH', `/ai/deployment/${id}`, { name: 'renamed', 'inference-engine-version': '0.24.0' });
    expect((await get(`/ai/deployment/${id}`)).state).toBe('updating');
    clock.advance(MINUTE);
    await send('PATCH', `/ai/deployment/${id}`, { 'inference-engine-parameters': [] });
    clock.advance(MINUTE);
    expect(await get(`/ai/deployment/${id}`)).toMatchObject({
      name: 'renamed',
      state: 'ready',
      'inference-engine-version': '0.24.0',
      'inference-engine-parameters': [],
    });
  });

  it('is found only in its zone', async () => {
    const { send, get, ready } = sandboxAt();
    const id = await ready();
    expect(await get('/ai/deployment', 'ch-dk-2')).toEqual({
      deployments: [],
    });
    expect((await send('GET', `/ai/deployment/${id}`, undefined, 'ch-dk-2')).status).toBe(404);
  });
});
