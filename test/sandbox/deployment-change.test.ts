import { describe, expect, it } from 'vitest';
import {
  deploymentBody,
  notInSchema,
  readyDeployment,
  referenceOf,
  sandboxAt,
  violation,
} from './helpers.js';

describe('a change', () => {
  it.each<[string, string, string, unknown]>([
    ['scaling', 'POST', '/scale', { replicas: 2 }],
    ['updating', 'PATCH', '', { name: 'other' }],
  ])('under way refuses %s with 409', async (_, method, tail, body) => {
    const { send } = sandboxAt();
    const id = referenceOf(await send('POST', '/ai/deployment', deploymentBody()));
    expect(await send(method, `/ai/deployment/${id}${tail}`, body)).toMatchObject({
      status: 409,
      body: { title: 'Conflict', detail: 'A change of deployment my-app is under way (create).' },
    });
  });

  it('under way can be superseded if the assumptions allow it; its operation is interrupted', async () => {
    const { send } = sandboxAt({ assumptions: { changeUnderWay: 'superseded' } });
    const created = await send('POST', '/ai/deployment', deploymentBody());
    const path = `/ai/deployment/${referenceOf(created)}/scale`;
    expect((await send('POST', path, { replicas: 2 })).status).toBe(200);
    expect((await send('GET', `/operation/${created.body.id}`)).body).toMatchObject({
      state: 'failure',
      reason: 'interrupted',
    });
  });

  it('under way is interrupted by a deletion, and deleting twice is one operation', async () => {
    const { send } = sandboxAt();
    const created = await send('POST', '/ai/deployment', deploymentBody());
    const path = `/ai/deployment/${referenceOf(created)}`;
    const deleted = await send('DELETE', path);
    expect(await send('DELETE', path)).toEqual(deleted);
    expect((await send('GET', `/operation/${created.body.id}`)).body.state).toBe('failure');
  });

  it.each<[string, unknown, string]>([
    ['gpu-count', { 'gpu-count': 2 }, "$['gpu-count']"],
    ['gpu-type', { name: 'x', 'gpu-type': 'gpu3' }, "$['gpu-type']"],
  ])('cannot touch %s', async (_, body, location) => {
    const world = sandboxAt();
    const id = await readyDeployment(world);
    expect(await world.send('PATCH', `/ai/deployment/${id}`, body)).toMatchObject({
      status: 400,
      body: violation(location, notInSchema),
    });
  });

  it('to a negative number of replicas is a schema violation', async () => {
    const world = sandboxAt();
    const id = await readyDeployment(world);
    expect((await world.send('POST', `/ai/deployment/${id}/scale`, { replicas: -1 })).body).toMatchObject(
      violation("$['replicas']", 'must have a minimum value of 0'),
    );
  });
});

describe('a name', () => {
  it('can be used once in a zone', async () => {
    const world = sandboxAt();
    await readyDeployment(world);
    const other = await readyDeployment(world, { name: 'other' });
    expect((await world.send('POST', '/ai/deployment', deploymentBody())).status).toBe(409);
    expect((await world.send('PATCH', `/ai/deployment/${other}`, { name: 'my-app' })).status).toBe(409);
    expect((await world.send('PATCH', `/ai/deployment/${other}`, { name: 'other' })).status).toBe(200);
  });

  it('can be used twice if the assumptions allow it', async () => {
    const world = sandboxAt({ assumptions: { duplicateNames: 'allowed' } });
    await readyDeployment(world);
    await readyDeployment(world);
    expect(world.sandbox.deployments('at-vie-2')).toHaveLength(2);
  });
});
