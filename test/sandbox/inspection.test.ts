import { describe, expect, it } from 'vitest';
import { MINUTE, sandboxAt } from './helpers.js';

describe('the functions for tests', () => {
  it('place deployments without checking quota and names', async () => {
    const { sandbox, get } = sandboxAt();
    const id = sandbox.place({
      zone: 'bg-sof-1',
      name: 'here',
      gpuCount: 8,
      replicas: 9,
      modelName: 'some/Model',
    });
    expect(await get('/ai/deployment', 'bg-sof-1')).toMatchObject({
      deployments: [{ id, name: 'here', state: 'ready', replicas: 9, model: { name: 'some/Model' } }],
    });
    expect(sandbox.usedGpus('gpua5000')).toBe(72);
  });

  it('place public deployments, which only ?visibility=public lists', async () => {
    const { sandbox, get } = sandboxAt();
    sandbox.place({ zone: 'at-vie-2', name: 'managed', visibility: 'public' });
    expect(await get('/ai/deployment')).toEqual({ deployments: [] });
    expect(await get('/ai/deployment?visibility=public')).toMatchObject({
      deployments: [{ name: 'managed', visibility: 'public' }],
    });
    expect(sandbox.usedGpus('gpua5000')).toBe(0);
  });

  it('override fields in answers, or leave them out', async () => {
    const { sandbox, send, ready } = sandboxAt();
    const id = await ready();
    sandbox.override(id, { state: 'hibernating', replicas: undefined, 'gpu-shape': 'round' });
    const { body } = await send('GET', `/ai/deployment/${id}`);
    expect(body).toMatchObject({ state: 'hibernating', 'gpu-shape': 'round' });
    expect(body).not.toHaveProperty('replicas');
  });

  it('count GPU-hours, for each replica from acceptance until it was stopped', async () => {
    const { clock, sandbox, send } = sandboxAt();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'a', gpuCount: 2, replicas: 1 });
    clock.advance(60 * MINUTE);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 3 });
    clock.advance(60 * MINUTE);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    clock.advance(60 * MINUTE);
    expect(sandbox.gpuHours(id)).toBe(8);
  });

  it('can hide a new deployment for a while', async () => {
    const { clock, send, ready } = sandboxAt({ assumptions: { visibleAfterMs: 13 * MINUTE } });
    const id = await ready();
    expect((await send('GET', `/ai/deployment/${id}`)).status).toBe(404);
    clock.advance(MINUTE);
    expect((await send('GET', `/ai/deployment/${id}`)).status).toBe(200);
  });

  it('can hide new models and API keys too, but not existing ones', async () => {
    const { clock, send } = sandboxAt({ assumptions: { visibleAfterMs: MINUTE } });
    const names = async () => {
      const [models, keys] = [await send('GET', '/ai/model'), await send('GET', '/ai/api-key')];
      return JSON.stringify([models.body, keys.body]).match(/owner\/new|"ci"|Mistral-7B/g);
    };
    await send('POST', '/ai/model', { name: 'owner/new-7B' });
    await send('POST', '/ai/api-key', { name: 'ci', scope: 'public' });
    expect(await names()).toEqual(['Mistral-7B']);
    clock.advance(MINUTE);
    expect(await names()).toEqual(['Mistral-7B', 'owner/new', '"ci"']);
  });

  it('can set the state that is shown at zero replicas', async () => {
    const { sandbox } = sandboxAt({ assumptions: { stateAtZero: 'stopped' } });
    sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 0 });
    expect(sandbox.deployments()).toMatchObject([{ state: 'stopped' }]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuse the speed %d', (speed) => {
    expect(() => sandboxAt({ speed })).toThrow(`must be a number above 0, not ${speed}`);
  });
});
