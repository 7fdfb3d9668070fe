import { describe, expect, it } from 'vitest';
import { notInSchema, referenceOf, sandboxAt, violation } from './helpers.js';

describe('a change', () => {
  it.each<[string, string, string, unknown]>([
    ['scaling', 'POST', '/scale', { replicas: 2 }],
    ['updating', 'PATCH', '', { name: 'other' }],
  ])('under way refuses %s with 409', async (_, method, tail, body) => {
    const { send, create } = sandboxAt();
    const id = referenceOf(await create());
    expect(await send(method, `/ai/deployment/${id}${tail}`, body)).toMatchObject({
      status: 409,
      body: { title: 'Conflict', detail: 'A change of deployment my-app is under way (create).' },
    });
  });

  it('under way can be superseded if the assumptions allow it; its operation is interrupted', async () => {
    const { send, get, create } = sandboxAt({ assumptions: { changeUnderWay: 'superseded' } });
    const created = await create();
    const path = `/ai/deployment/${referenceOf(created)}/scale`;
    expect((await send('POST', path, { replicas: 2 })).status).toBe(200);
    expect(await get(`/operation/${created.body.id}`)).toMatchObject({
      state: 'failure',
      reason: 'interrupted',
    });
  });

  it('under way is interrupted by a deletion, and deleting twice is one operation', async () => {
    const { send, get, create } = sandboxAt();
    const created = await create();
    const path = `/ai/deployment/${referenceOf(created)}`;
    const deleted = await send('DELETE', path);
    expect(await send('DELETE', path)).toEqual(deleted);
    expect((await get(`/operation/${created.body.id}`)).state).toBe('failure');
  });

  it.each<[string, unknown, string]>([
    ['gpu-count', { 'gpu-count': 2 }, "$['gpu-count']"],
    ['gpu-type', { name: 'x', 'gpu-type': 'gpu3' }, "$['gpu-type']"],
  ])('cannot touch %s', async (_, body, location) => {
    const { send, ready } = sandboxAt();
    const id = await ready();
    expect(await send('PATCH', `/ai/deployment/${id}`, body)).toMatchObject({
      status: 400,
      body: violation(location, notInSchema),
    });
  });

  it('to a negative number of replicas is a schema violation', async () => {
    const { send, ready } = sandboxAt();
    const id = await ready();
    expect((await send('POST', `/ai/deployment/${id}/scale`, { replicas: -1 })).body).toMatchObject(
      violation("$['replicas']", 'must have a minimum value of 0'),
    );
  });
});

describe('a name', () => {
  it('can be used once in a zone', async () => {
    const { send, create, ready } = sandboxAt();
    await ready();
    const other = await ready({ name: 'other' });
    expect((await create()).status).toBe(409);
    expect((await send('PATCH', `/ai/deployment/${other}`, { name: 'my-app' })).status).toBe(409);
    expect((await send('PATCH', `/ai/deployment/${other}`, { name: 'other' })).status).toBe(200);
  });

  it('can be used twice if the assumptions allow it', async () => {
    const { sandbox, ready } = sandboxAt({ assumptions: { duplicateNames: 'allowed' } });
    await ready();
    await ready();
    expect(sandbox.deployments('at-vie-2')).toHaveLength(2);
  });
});
