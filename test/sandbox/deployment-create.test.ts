import { describe, expect, it } from 'vitest';
import { MISTRAL, notInSchema, sandboxAt, violation } from './helpers.js';

/** A 400 with a detail, copied from the service's documentation; `violation` is the other shape of a 400. */
const gpuSentence = {
  type: '#/http-problem-types/bad-request',
  title: 'Bad Request',
  status: 400,
  detail: 'GPU type must be valid and count must be between 1 and 8.',
};

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
    const { sandbox, create } = sandboxAt();
    expect(await create(change)).toMatchObject({ status, body });
    expect(sandbox.deployments()).toEqual([]);
  });

  it('names all engine versions if the version is unknown', async () => {
    const { body: answer } = await sandboxAt().create({ 'inference-engine-version': '0.1.0' });
    expect(answer).toMatchObject(violation("$['inference-engine-version']", expect.any(String)));
    expect(JSON.stringify(answer)).toContain(String.raw`in the enumeration [\"0.12.0\", \"0.15.1\"`);
  });

  it('reports all schema violations at once', async () => {
    const { body } = await sandboxAt().create({ name: '', replicas: -1 });
    expect(body.errors).toHaveLength(2);
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
    const changes = { 'inference-engine-parameters': parameters, 'inference-engine-version': version };
    expect(await sandboxAt().create(changes)).toMatchObject({
      status: 400,
      body: { detail: 'One or more vLLM parameters are invalid.', errors },
    });
  });

  it.each([
    [['--max-model-len=8192']],
    [['--max-model-len', '8192', '--no-enable-prefix-caching']],
    [['--speculative-config', '{"method": "ngram"}']],
  ])('takes the engine parameters %j', async (parameters) => {
    expect((await sandboxAt().create({ 'inference-engine-parameters': parameters })).status).toBe(200);
  });

  it('refuses a body that is not JSON', async () => {
    expect(await sandboxAt().send('POST', '/ai/deployment')).toMatchObject({
      status: 400,
      body: { detail: 'The request body is not valid JSON.' },
    });
  });
});
