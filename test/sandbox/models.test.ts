import { describe, expect, it } from 'vitest';
import { SEEDED_MODELS, seededId } from '../../src/sandbox/index.js';
import { MINUTE, MISTRAL, referenceOf, SECOND, sandboxAt } from './helpers.js';

describe('models', () => {
  it('exist from the start in zones with GPUs, with the same IDs in every sandbox', async () => {
    const { sandbox } = sandboxAt();
    expect(sandbox.models('at-vie-2').map(({ name }) => name)).toEqual(SEEDED_MODELS);
    expect(sandbox.models('ch-gva-2')).toEqual([]);
    expect(sandbox.models('at-vie-2')[0]).toEqual({
      id: seededId(`at-vie-2/${MISTRAL}`),
      name: MISTRAL,
      state: 'ready',
      'model-size': 14_500_000_000,
      'created-at': '2026-01-01T00:00:00Z',
      'updated-at': '2026-01-01T00:00:00Z',
    });
  });

  it('take time to download in proportion to their size, and can be deployed afterwards', async () => {
    const { clock, send, create } = sandboxAt();
    const operation = await send('POST', '/ai/model', { name: 'some/Model-3B-it' });
    const path = `/ai/model/${referenceOf(operation)}`;
    const seen = [];
    for (const wait of [0, 6 * SECOND, 54 * SECOND - 1, 1]) {
      clock.advance(wait);
      const { body } = await send('GET', path);
      seen.push([body.state, body['model-size']]);
    }
    expect(seen).toEqual([
      ['creating', 0],
      ['downloading', 6e9],
      ['downloading', 6e9],
      ['ready', 6e9],
    ]);
    expect((await create({ model: { id: referenceOf(operation) } })).status).toBe(200);
  });

  it('cannot be deployed before they are ready', async () => {
    const { send, create } = sandboxAt();
    await send('POST', '/ai/model', { name: 'some/Model' });
    expect(await create({ model: { name: 'some/Model' } })).toMatchObject({
      status: 400,
      body: { detail: 'Model some/Model is not ready.' },
    });
  });

  it.each([
    ['gated without a token', { name: 'meta-llama/Llama-3.1-8B-Instruct' }, 'forbidden'],
    ['not on Hugging Face', { name: 'mistral' }, 'not-found'],
    ['without safetensors', { name: 'ggml-org/gpt-oss-120b-GGUF' }, 'unsupported'],
  ])('that are %s fail in their operation', async (_, body, reason) => {
    const { clock, send, get } = sandboxAt();
    const accepted = await send('POST', '/ai/model', body);
    expect(accepted.body.state).toBe('pending');
    clock.advance(MINUTE);
    expect(await get(`/operation/${accepted.body.id}`)).toMatchObject({
      state: 'failure',
      reason,
    });
    expect(await get(`/ai/model/${referenceOf(accepted)}`)).toMatchObject({
      state: 'error',
      'model-size': 0,
    });
  });

  it('that are gated need a token, which is not kept', async () => {
    const { clock, send, sandbox, get } = sandboxAt();
    const token = 'hf_not-to-be-kept';
    const accepted = await send('POST', '/ai/model', {
      name: 'meta-llama/Llama-3.1-8B',
      'huggingface-token': token,
    });
    clock.advance(10 * MINUTE);
    expect((await get(`/operation/${accepted.body.id}`)).state).toBe('success');
    expect(JSON.stringify(sandbox.world.data)).not.toContain(token);
  });

  it.each<['ids' | 'names', (id: string) => string]>([
    ['ids', (id) => id],
    ['names', () => 'my-app'],
  ])('in use cannot be deleted: 412 with the deployments’ %s and nothing else', async (modelInUse, shown) => {
    const { clock, send, ready } = sandboxAt({ assumptions: { modelInUse } });
    const id = await ready();
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    const path = `/ai/model/${seededId(`at-vie-2/${MISTRAL}`)}`;
    expect(await send('DELETE', path)).toEqual({ status: 412, body: { deployments: [shown(id)] } });
    await send('DELETE', `/ai/deployment/${id}`);
    clock.advance(2 * SECOND);
    expect(await send('DELETE', path)).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect((await send('GET', path)).status).toBe(404);
  });

  it('cannot share a name in a zone', async () => {
    const { send } = sandboxAt();
    expect((await send('POST', '/ai/model', { name: MISTRAL })).status).toBe(409);
    expect((await send('POST', '/ai/model', { name: MISTRAL }, 'ch-gva-2')).status).toBe(200);
  });
});
