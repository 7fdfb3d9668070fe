import { describe, expect, it } from 'vitest';
import { deploymentBody, MINUTE, readyDeployment, referenceOf, sandboxAt } from './helpers.js';

describe('the quota', () => {
  const usage = async (send: ReturnType<typeof sandboxAt>['send'], family = 'gpua5000') =>
    (await send('GET', `/quota/${family}`)).body;

  it('counts gpu-count × replicas from acceptance, and frees them at once on scaling down', async () => {
    const world = sandboxAt();
    const { send, clock } = world;
    const id = referenceOf(
      await send('POST', '/ai/deployment', deploymentBody({ 'gpu-count': 2, replicas: 3 })),
    );
    expect(await usage(send)).toEqual({ resource: 'gpua5000', usage: 6, limit: 8 });
    clock.advance(4 * MINUTE);
    const scale = (replicas: number) => send('POST', `/ai/deployment/${id}/scale`, { replicas });
    expect(await scale(5)).toMatchObject({ status: 412, body: { title: 'Precondition Failed' } });
    expect((await scale(4)).status).toBe(200);
    expect(await usage(send)).toMatchObject({ usage: 8 });
    clock.advance(4 * MINUTE);
    await scale(0);
    expect(await usage(send)).toMatchObject({ usage: 0 });
  });

  it('is the organization’s, over all zones', async () => {
    const world = sandboxAt();
    for (const zone of ['de-fra-1', 'hr-zag-1']) {
      const body = deploymentBody({ 'gpu-type': 'gpurtx6000pro', 'gpu-count': 2 });
      expect((await world.send('POST', '/ai/deployment', body, zone)).status).toBe(200);
    }
    expect(await usage(world.send, 'gpurtx6000pro')).toMatchObject({ usage: 4, limit: 4 });
    const one = deploymentBody({ 'gpu-type': 'gpurtx6000pro' });
    expect((await world.send('POST', '/ai/deployment', one, 'ch-dk-2')).status).toBe(412);
  });

  it('frees the GPUs of a deployment as soon as its deletion is accepted', async () => {
    const world = sandboxAt();
    const id = await readyDeployment(world, { 'gpu-count': 8 });
    await world.send('DELETE', `/ai/deployment/${id}`);
    expect(
      (await world.send('POST', '/ai/deployment', deploymentBody({ name: 'next', 'gpu-count': 8 }))).status,
    ).toBe(200);
  });

  it.each([-1, null])('of %s limits nothing', async (limit) => {
    const { send } = sandboxAt({ quotas: { gpua5000: limit } });
    expect((await send('POST', '/ai/deployment', deploymentBody({ replicas: 500 }))).status).toBe(200);
    expect((await send('GET', '/quota/gpua5000')).status).toBe(limit === null ? 404 : 200);
  });

  it('that is lowered below the use still allows scaling down', async () => {
    const world = sandboxAt();
    const id = await readyDeployment(world, { replicas: 4 });
    world.sandbox.setQuota('gpua5000', 2);
    expect((await world.send('POST', `/ai/deployment/${id}/scale`, { replicas: 3 })).status).toBe(200);
  });
});
