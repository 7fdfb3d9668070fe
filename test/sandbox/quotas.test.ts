import { describe, expect, it } from 'vitest';
import { MINUTE, referenceOf, sandboxAt } from './helpers.js';

describe('the quota', () => {
  it('counts gpu-count × replicas from acceptance, and frees them at once on scaling down', async () => {
    const { clock, send, get, create } = sandboxAt();
    const id = referenceOf(await create({ 'gpu-count': 2, replicas: 3 }));
    expect(await get('/quota/gpua5000')).toEqual({ resource: 'gpua5000', usage: 6, limit: 8 });
    clock.advance(4 * MINUTE);
    const scale = (replicas: number) => send('POST', `/ai/deployment/${id}/scale`, { replicas });
    expect(await scale(5)).toMatchObject({ status: 412, body: { title: 'Precondition Failed' } });
    expect((await scale(4)).status).toBe(200);
    expect(await get('/quota/gpua5000')).toMatchObject({ usage: 8 });
    clock.advance(4 * MINUTE);
    await scale(0);
    expect(await get('/quota/gpua5000')).toMatchObject({ usage: 0 });
  });

  it('is the organization’s, over all zones', async () => {
    const { get, create } = sandboxAt();
    const family = { 'gpu-type': 'gpurtx6000pro' };
    for (const zone of ['de-fra-1', 'hr-zag-1'])
      expect((await create({ ...family, 'gpu-count': 2 }, zone)).status).toBe(200);
    expect(await get('/quota/gpurtx6000pro')).toMatchObject({ usage: 4, limit: 4 });
    expect((await create(family, 'ch-dk-2')).status).toBe(412);
  });

  it('frees the GPUs of a deployment as soon as its deletion is accepted', async () => {
    const { send, create, ready } = sandboxAt();
    const id = await ready({ 'gpu-count': 8 });
    await send('DELETE', `/ai/deployment/${id}`);
    expect((await create({ name: 'next', 'gpu-count': 8 })).status).toBe(200);
  });

  it.each([-1, null])('of %s limits nothing', async (limit) => {
    const { send, create } = sandboxAt({ quotas: { gpua5000: limit } });
    expect((await create({ replicas: 500 })).status).toBe(200);
    expect((await send('GET', '/quota/gpua5000')).status).toBe(limit === null ? 404 : 200);
  });

  it('that is lowered below the use still allows scaling down', async () => {
    const { sandbox, send, ready } = sandboxAt();
    const id = await ready({ replicas: 4 });
    sandbox.setQuota('gpua5000', 2);
    expect((await send('POST', `/ai/deployment/${id}/scale`, { replicas: 3 })).status).toBe(200);
  });
});
