import { describe, expect, it } from 'vitest';
import { deploymentBody, MINUTE, MISTRAL, readyDeployment, referenceOf, sandboxAt } from './helpers.js';

const NOWHERE = '00000000-0000-4000-8000-999999999999';

/*
 * The two shapes of a 400, written down from the service's documentation: with a detail, or with what the schema
 * check found.
 */
const gpuSentence = {
  type: '#/http-problem-types/bad-request',
  title: 'Bad Request',
  status: 400,
  detail: 'GPU type must be valid and count must be between 1 and 8.',
};
const violation = (location: string, detail: string) => ({
  type: '#/http-problem-types/request-invalid-body',
  title: 'Invalid Request Body',
  errors: [{ location, detail }],
});
const notInSchema = 'is not defined in the schema and the schema does not allow additional properties';

describe('creating a deployment', () => {
  it.each<[string, Record<string, unknown>, number, object]>([
    ['an unknown GPU type', { 'gpu-type': 'gpu99' }, 400, gpuSentence],
    ['no GPU', { 'gpu-count': 0 }, 400, gpuSentence],
    ['nine GPUs', { 'gpu-count': 9 }, 400, gpuSentence],
    ['half a GPU', { 'gpu-count': 1.5 }, 400, violation("$['gpu-count']", 'number found, integer expected')],
    [
      'a GPU count in words',
      { 'gpu-count': 'two' },
      400,
      violation("$['gpu-count']", 'string found, integer expected'),
    ],
    ['no replicas', { replicas: 0 }, 400, violation("$['replicas']", 'must have a minimum value of 1')],
    ['nothing for a name', { name: undefined }, 400, violation("$['name']", 'is missing but it is required')],
    ['an empty name', { name: '' }, 400, violation("$['name']", 'must be at least 1 characters long')],
    ['an empty model', { model: {} }, 400, violation("$['model']", 'must have at least 1 properties')],
    [
      'a model ID that is none',
      { model: { id: 'x' } },
      400,
      violation("$['model']['id']", 'does not match the uuid pattern'),
    ],
    ['a property there is not', { zone: 'x' }, 400, violation("$['zone']", notInSchema)],
    [
      'a model that is not there',
      { model: { name: 'a/b' } },
      400,
      { detail: 'Model a/b does not exist in zone at-vie-2.' },
    ],
    ['a model in other letters', { model: { name: MISTRAL.toLowerCase() } }, 400, {}],
    ['a family of another zone', { 'gpu-type': 'gpurtx6000pro' }, 403, { title: 'Forbidden' }],
    [
      'more than the quota',
      { 'gpu-count': 3, replicas: 3 },
      412,
      {
        detail:
          'Insufficient GPU quota for gpua5000: 9 GPUs requested, 0 in use by other deployments, limit 8.',
      },
    ],
  ])('refuses %s', async (_, change, status, body) => {
    const { sandbox, send } = sandboxAt();
    expect(await send('POST', '/ai/deployment', deploymentBody(change))).toMatchObject({ status, body });
    expect(sandbox.deployments()).toEqual([]);
  });

  it('names the versions there are', async () => {
    const body = deploymentBody({ 'inference-engine-version': '0.1.0' });
    const { body: answer } = await sandboxAt().send('POST', '/ai/deployment', body);
    expect(answer).toMatchObject(violation("$['inference-engine-version']", expect.any(String)));
    expect(JSON.stringify(answer)).toContain(String.raw`in the enumeration [\"0.12.0\", \"0.15.1\"`);
  });

  it('finds every violation at once', async () => {
    const body = deploymentBody({ name: '', replicas: -1 });
    const { body: answer } = await sandboxAt().send('POST', '/ai/deployment', body);
    expect(answer.errors).toHaveLength(2);
  });

  it.each<[string[], string, string[]]>([
    [['--foo-bar'], '0.19.1', ["Parameter 'foo-bar' is not allowed for vLLM 0.19.1"]],
    [
      ['--foo', '1', '--bar=2'],
      '0.25.1',
      [expect.stringContaining("'foo'"), expect.stringContaining("'bar'")],
    ],
    [['--dtype=int4'], '0.25.1', [expect.stringContaining("'dtype' must be one of auto, bfloat16")]],
    [['--async-scheduling'], '0.12.0', ["Parameter 'async-scheduling' is not allowed for vLLM 0.12.0"]],
    [['stray'], '0.25.1', ["Parameter 'stray' is not allowed for vLLM 0.25.1"]],
  ])('refuses the engine parameters %j', async (parameters, version, errors) => {
    const body = deploymentBody({
      'inference-engine-parameters': parameters,
      'inference-engine-version': version,
    });
    expect(await sandboxAt().send('POST', '/ai/deployment', body)).toMatchObject({
      status: 400,
      body: { detail: 'One or more vLLM parameters are invalid.', errors },
    });
  });

  it.each([
    [['--max-model-len=8192']],
    [['--max-model-len', '8192', '--no-enable-prefix-caching']],
    [['--speculative-config', '{"method": "ngram"}']],
  ])('takes the engine parameters %j', async (parameters) => {
    const body = deploymentBody({ 'inference-engine-parameters': parameters });
    expect((await sandboxAt().send('POST', '/ai/deployment', body)).status).toBe(200);
  });

  it('refuses a body that is not JSON', async () => {
    expect(await sandboxAt().send('POST', '/ai/deployment')).toMatchObject({
      status: 400,
      body: { detail: 'The request body is not valid JSON.' },
    });
  });
});

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

  it('frees what is being deleted at once', async () => {
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

  it('lowered below what runs still lets it scale down', async () => {
    const world = sandboxAt();
    const id = await readyDeployment(world, { replicas: 4 });
    world.sandbox.setQuota('gpua5000', 2);
    expect((await world.send('POST', `/ai/deployment/${id}/scale`, { replicas: 3 })).status).toBe(200);
  });
});

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

  it('under way can be superseded where that is assumed, its operation interrupted', async () => {
    const { send } = sandboxAt({ assumptions: { changeUnderWay: 'superseded' } });
    const created = await send('POST', '/ai/deployment', deploymentBody());
    const path = `/ai/deployment/${referenceOf(created)}/scale`;
    expect((await send('POST', path, { replicas: 2 })).status).toBe(200);
    expect((await send('GET', `/operation/${created.body.id}`)).body).toMatchObject({
      state: 'failure',
      reason: 'interrupted',
    });
  });

  it('under way is ended by deleting, and deleting twice is one operation', async () => {
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

  it('to fewer than no replicas is a violation', async () => {
    const world = sandboxAt();
    const id = await readyDeployment(world);
    expect((await world.send('POST', `/ai/deployment/${id}/scale`, { replicas: -1 })).body).toMatchObject(
      violation("$['replicas']", 'must have a minimum value of 0'),
    );
  });
});

describe('a name', () => {
  it('is taken once in a zone', async () => {
    const world = sandboxAt();
    await readyDeployment(world);
    const other = await readyDeployment(world, { name: 'other' });
    expect((await world.send('POST', '/ai/deployment', deploymentBody())).status).toBe(409);
    expect((await world.send('PATCH', `/ai/deployment/${other}`, { name: 'my-app' })).status).toBe(409);
    expect((await world.send('PATCH', `/ai/deployment/${other}`, { name: 'other' })).status).toBe(200);
  });

  it('can be shared where that is assumed', async () => {
    const world = sandboxAt({ assumptions: { duplicateNames: 'allowed' } });
    await readyDeployment(world);
    await readyDeployment(world);
    expect(world.sandbox.deployments('at-vie-2')).toHaveLength(2);
  });
});

describe('a path', () => {
  it.each([
    ['GET', `/ai/deployment/${NOWHERE}`, 404],
    ['GET', `/ai/deployment/${NOWHERE}/logs`, 404],
    ['GET', `/ai/deployment/${NOWHERE}/api-key`, 404],
    ['DELETE', `/ai/deployment/${NOWHERE}`, 404],
    ['GET', `/ai/model/${NOWHERE}`, 404],
    ['GET', `/operation/${NOWHERE}`, 404],
    ['GET', '/ai/deployment/my-app', 400],
    ['DELETE', '/ai/deployment/my-app', 400],
    ['GET', '/operation/1', 400],
    ['GET', '/quota/bananas', 404],
    ['GET', '/ai/nothing', 404],
    ['PUT', '/ai/deployment', 404],
    ['GET', '/ai/deployment?visibility=secret', 400],
    ['GET', '/ai/help/inference-engine-parameters?version=9.9.9', 400],
  ])('%s %s is a %i', async (method, path, status) => {
    expect(await sandboxAt().send(method, path)).toMatchObject({
      status,
      body: { status, detail: expect.any(String) },
    });
  });

  it('of an unknown zone is a 404', async () => {
    expect((await sandboxAt().send('GET', '/ai/deployment', undefined, 'xx-yyy-9')).status).toBe(404);
  });
});
