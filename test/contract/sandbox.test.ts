import { describe, expect, test } from 'vitest';
import { DEFAULT_ENGINE_VERSION, ENGINE_VERSIONS } from '../../src/sandbox/engine.js';
import { DEFAULT_CREDENTIAL, DEFAULT_ZONE, seededId, ZONES } from '../../src/sandbox/index.js';
import type { BenchOptions } from '../helpers/run.js';
import { type Answer, deploymentBody, MINUTE, MISTRAL, referenceOf, sandboxAt } from '../sandbox/helpers.js';
import {
  isPresent,
  objections,
  operationAt,
  operationOf,
  operations,
  schemaNamed,
  serverZone,
  suite,
} from './description.js';

type World = ReturnType<typeof sandboxAt>;
type Request = [method: string, path: string, body?: unknown];

const NONE = '00000000-0000-4000-8000-00000000dead';
const MODEL = { name: 'owner/some-7B' };
const KEY = { name: 'a key', scope: 'public' };
const d = (id: string, rest = '') => `/ai/deployment/${id}${rest}`;

/** Prepares a world and returns a request about the object it has made. */
type Preparation = (world: World) => Request | Promise<Request>;
const ask =
  (...request: Request): Preparation =>
  () =>
    request;
const create = (changes?: Record<string, unknown>) => ask('POST', '/ai/deployment', deploymentBody(changes));
const on = (make: (world: World) => Promise<string>, then: (id: string) => Request): Preparation => {
  return async (world) => then(await make(world));
};
const ready = (world: World) => world.ready();
const creating = async ({ create }: World) => referenceOf(await create());
const failed = async (world: World) => {
  world.sandbox.failNext('POST /ai/deployment=operation-failure');
  return ready(world);
};
const stopped = async (world: World) => {
  const id = await ready(world);
  await world.send('POST', d(id, '/scale'), { replicas: 0 });
  world.clock.advance(MINUTE);
  return id;
};
const deleting = async (world: World) => {
  const id = await ready(world);
  await world.send('DELETE', d(id));
  return id;
};
const download = async ({ send }: World) => referenceOf(await send('POST', '/ai/model', MODEL));
const modelInUse = async (world: World) => {
  await ready(world);
  return seededId(`at-vie-2/${MISTRAL}`);
};
const apiKey = async ({ send }: World) => String((await send('POST', '/ai/api-key', KEY)).body.id);
const operation = (of: (world: World) => Promise<Answer>) => async (world: World) =>
  String((await of(world)).body.id);
const creation = operation(({ create }) => create());
const ended = operation(async ({ send, clock }) => {
  const answer = await send('POST', '/ai/model', { name: 'meta-llama/gated' });
  clock.advance(MINUTE);
  return answer;
});

/**
 * Requests to the sandbox by operation and status. The 403 of a policy and the 404 of an unknown ID are tried below.
 */
const CASES: readonly [operation: string, status: number, what: string, Preparation, BenchOptions?][] = [
  ['list-zones', 200, 'all zones', ask('GET', '/zone')],
  ['get-organization', 200, 'the one there is', ask('GET', '/organization')],
  ['list-quotas', 200, 'all families', ask('GET', '/quota')],
  ['get-quota', 200, 'one family', ask('GET', '/quota/gpua5000')],
  ['get-quota', 200, 'no limit', ask('GET', '/quota/gpua5000'), { quotas: { gpua5000: -1 } }],
  ['get-user-org-consumption-quota', 200, 'no limit', ask('GET', '/ai/quota')],
  ['list-ai-instance-types', 200, 'of a zone with GPUs', ask('GET', '/ai/instance-type')],
  ['get-inference-engine-help', 200, 'default version', ask('GET', '/ai/help/inference-engine-parameters')],
  [
    'get-inference-engine-help',
    200,
    'an older version',
    ask('GET', '/ai/help/inference-engine-parameters?version=0.12.0'),
  ],
  ['get-operation', 200, 'pending', on(creation, (id) => ['GET', `/operation/${id}`])],
  ['get-operation', 200, 'failed with a reason', on(ended, (id) => ['GET', `/operation/${id}`])],
  ['list-deployments', 200, 'none', ask('GET', '/ai/deployment')],
  ['list-deployments', 200, 'one', on(ready, () => ['GET', '/ai/deployment'])],
  ['list-deployments', 200, 'public ones', ask('GET', '/ai/deployment?visibility=public')],
  ['list-deployments', 400, 'unknown visibility', ask('GET', '/ai/deployment?visibility=secret')],
  ['create-deployment', 200, 'model by name', create()],
  [
    'create-deployment',
    200,
    'engine parameters and version',
    create({
      'inference-engine-version': '0.19.1',
      'inference-engine-parameters': ['--max-model-len=8192'],
    }),
  ],
  ['create-deployment', 400, 'no body', ask('POST', '/ai/deployment')],
  ['create-deployment', 400, 'nothing in it', ask('POST', '/ai/deployment', {})],
  ['create-deployment', 400, 'no replicas', create({ replicas: 0 })],
  ['create-deployment', 400, 'half a GPU', create({ 'gpu-count': 0.5 })],
  ['create-deployment', 400, 'no model', create({ model: {} })],
  ['create-deployment', 400, 'nine GPUs', create({ 'gpu-count': 9 })],
  ['create-deployment', 400, 'unknown family', create({ 'gpu-type': 'x' })],
  ['create-deployment', 400, 'unknown version', create({ 'inference-engine-version': '9' })],
  ['create-deployment', 400, 'unknown parameter', create({ 'inference-engine-parameters': ['--foo-bar'] })],
  ['create-deployment', 403, 'family not offered', create({ 'gpu-type': 'gpu3' })],
  ['create-deployment', 409, 'name taken', on(ready, () => ['POST', '/ai/deployment', deploymentBody()])],
  ['create-deployment', 412, 'too few GPUs', create({ replicas: 99 })],
  ['get-deployment', 200, 'ready', on(ready, (id) => ['GET', d(id)])],
  ['get-deployment', 200, 'creating', on(creating, (id) => ['GET', d(id)])],
  ['get-deployment', 200, 'failed', on(failed, (id) => ['GET', d(id)])],
  ['get-deployment', 200, 'at zero', on(stopped, (id) => ['GET', d(id)])],
  ['get-deployment', 200, 'being deleted', on(deleting, (id) => ['GET', d(id)])],
  ['update-deployment', 200, 'a name', on(ready, (id) => ['PATCH', d(id), { name: 'b' }])],
  ['update-deployment', 200, 'nothing', on(ready, (id) => ['PATCH', d(id), {}])],
  ['update-deployment', 400, 'an empty name', on(ready, (id) => ['PATCH', d(id), { name: '' }])],
  [
    'update-deployment',
    400,
    'unknown parameter',
    on(ready, (id) => ['PATCH', d(id), { 'inference-engine-parameters': ['--foo'] }]),
  ],
  ['update-deployment', 409, 'a change under way', on(creating, (id) => ['PATCH', d(id), { name: 'b' }])],
  ['scale-deployment', 200, 'up', on(ready, (id) => ['POST', d(id, '/scale'), { replicas: 2 }])],
  ['scale-deployment', 200, 'to zero', on(ready, (id) => ['POST', d(id, '/scale'), { replicas: 0 }])],
  ['scale-deployment', 200, 'to what it is', on(ready, (id) => ['POST', d(id, '/scale'), { replicas: 1 }])],
  ['scale-deployment', 400, 'below zero', on(ready, (id) => ['POST', d(id, '/scale'), { replicas: -1 }])],
  ['scale-deployment', 400, 'a text', on(ready, (id) => ['POST', d(id, '/scale'), { replicas: '2' }])],
  [
    'scale-deployment',
    409,
    'a change under way',
    on(creating, (id) => ['POST', d(id, '/scale'), { replicas: 0 }]),
  ],
  ['scale-deployment', 412, 'too few GPUs', on(ready, (id) => ['POST', d(id, '/scale'), { replicas: 99 }])],
  ['delete-deployment', 200, 'ready', on(ready, (id) => ['DELETE', d(id)])],
  ['delete-deployment', 200, 'again', on(deleting, (id) => ['DELETE', d(id)])],
  [
    'delete-deployment',
    409,
    'again, refused',
    on(deleting, (id) => ['DELETE', d(id)]),
    { assumptions: { repeatedDelete: 'refused' } },
  ],
  ['get-deployment-logs', 200, 'of a replica', on(ready, (id) => ['GET', d(id, '/logs?tail=5')])],
  ['get-deployment-logs', 400, 'no number', on(ready, (id) => ['GET', d(id, '/logs?tail=x')])],
  ['reveal-deployment-api-key', 200, 'its key', on(ready, (id) => ['GET', d(id, '/api-key')])],
  ['list-models', 200, 'those there are', ask('GET', '/ai/model')],
  ['list-models', 200, 'one under way', on(download, () => ['GET', '/ai/model'])],
  ['create-model', 200, 'a download', ask('POST', '/ai/model', MODEL)],
  ['create-model', 200, 'with a token', ask('POST', '/ai/model', { ...MODEL, 'huggingface-token': 'hf_x' })],
  ['create-model', 400, 'no name', ask('POST', '/ai/model', {})],
  ['create-model', 409, 'name taken', ask('POST', '/ai/model', { name: MISTRAL })],
  ['get-model', 200, 'under way', on(download, (id) => ['GET', `/ai/model/${id}`])],
  ['delete-model', 200, 'under way', on(download, (id) => ['DELETE', `/ai/model/${id}`])],
  ['delete-model', 412, 'in use', on(modelInUse, (id) => ['DELETE', `/ai/model/${id}`])],
  [
    'delete-model',
    412,
    'in use, by name',
    on(modelInUse, (id) => ['DELETE', `/ai/model/${id}`]),
    { assumptions: { modelInUse: 'names' } },
  ],
  ['list-ai-api-keys', 200, 'none', ask('GET', '/ai/api-key')],
  ['list-ai-api-keys', 200, 'one', on(apiKey, () => ['GET', '/ai/api-key'])],
  ['create-ai-api-key', 200, 'for all', ask('POST', '/ai/api-key', KEY)],
  ['create-ai-api-key', 200, 'for one', on(ready, (id) => ['POST', '/ai/api-key', { name: 'x', scope: id }])],
  ['create-ai-api-key', 400, 'name of spaces', ask('POST', '/ai/api-key', { ...KEY, name: ' ' })],
  ['create-ai-api-key', 400, 'name too long', ask('POST', '/ai/api-key', { ...KEY, name: 'x'.repeat(51) })],
  ['create-ai-api-key', 400, 'no such scope', ask('POST', '/ai/api-key', { ...KEY, scope: 'x' })],
  ['create-ai-api-key', 404, 'no such deployment', ask('POST', '/ai/api-key', { ...KEY, scope: NONE })],
  ['get-ai-api-key', 200, 'its facts', on(apiKey, (id) => ['GET', `/ai/api-key/${id}`])],
  ['update-ai-api-key', 200, 'its name', on(apiKey, (id) => ['PATCH', `/ai/api-key/${id}`, { name: 'b' }])],
  ['update-ai-api-key', 400, 'nothing', on(apiKey, (id) => ['PATCH', `/ai/api-key/${id}`, {}])],
  ['update-ai-api-key', 404, 'scope', on(apiKey, (id) => ['PATCH', `/ai/api-key/${id}`, { scope: NONE }])],
  ['delete-ai-api-key', 200, 'it', on(apiKey, (id) => ['DELETE', `/ai/api-key/${id}`])],
  ['reveal-ai-api-key', 200, 'its value', on(apiKey, (id) => ['GET', `/ai/api-key/${id}/reveal`])],
  ['rotate-ai-api-key', 200, 'a new value', on(apiKey, (id) => ['POST', `/ai/api-key/${id}/rotate`])],
];

/** Declared answers that the sandbox gives only through a fault. */
const NEVER_GIVEN = ['get-deployment-logs 500', 'get-user-org-consumption-quota 404'];

/**
 * How an answer violates the description. An answer with an undeclared status must be a problem like the declared ones.
 * One deviation is known of the service itself: its schema check answers with a problem without `detail`.
 */
function objectionsTo(operationId: string, { status, body }: Answer): string[] {
  const schema = operationOf(operationId).answers.get(status) ?? schemaNamed('error-response');
  const isSchemaCheck = body.type === '#/http-problem-types/request-invalid-body';
  return objections(schema, isSchemaCheck ? { detail: '', ...body } : body);
}

describe.skipIf(!isPresent)(suite('the sandbox'), () => {
  test('the sandbox serves every operation, and gives every declared answer', () => {
    const given = CASES.map(([id, status]) => `${id} ${status}`);
    const asked = operations.flatMap(({ id, path, answers }) => {
      const byId = path.includes('{id}') && answers.has(404) ? [`${id} 404`] : [];
      return answers.has(403) ? [`${id} 403`, ...byId] : byId;
    });
    const declared = operations.flatMap(({ id, answers }) =>
      [...answers.keys()].map((status) => `${id} ${status}`),
    );
    expect(declared.length).toBeGreaterThan(50);
    const missing = declared.filter((answer) => ![...given, ...asked, ...NEVER_GIVEN].includes(answer));
    expect(missing).toEqual([]);
  });

  test.each(CASES)('%s answers %i: %s', async (id, status, _, prepare, options) => {
    const world = sandboxAt(options);
    const [method, path, body] = await prepare(world);
    expect(operationAt(method, path.replace(/\?.*/, ''))?.id).toBe(id);
    const answer = await world.send(method, path, body);
    expect(answer).toMatchObject({ status });
    expect(objectionsTo(id, answer)).toEqual([]);
    // The sandbox refuses the same bodies as the description.
    const { request } = operationOf(id);
    if (!request) return;
    const refused = answer.body.type === '#/http-problem-types/request-invalid-body' || body === undefined;
    expect(objections(request, body).length > 0).toBe(refused);
  });

  test.each(operations.map(({ id, method, path }) => [id, method, path] as const))(
    '%s: answers to a policy that denies it, a broken signature and an unknown ID are as described',
    async (id, method, template) => {
      const path = template.replace('{id}', NONE).replace('{entity}', 'none');
      const body = method === 'GET' || method === 'DELETE' ? undefined : sampleBody(id);
      const denied = sandboxAt({ credentials: [{ ...DEFAULT_CREDENTIAL, deny: ['* /**'] }] });
      const strange = sandboxAt({ credentials: [{ ...DEFAULT_CREDENTIAL, secret: 'another' }] });
      const plain = sandboxAt();
      const answers = await Promise.all(
        [denied, strange, plain].map((world) => world.send(method, path, body)),
      );
      expect(answers.flatMap((answer) => objectionsTo(id, answer))).toEqual([]);
      const [byPolicy, bySignature, byId] = answers.map(({ status }) => status);
      expect(byPolicy).toBe(403);
      // The list of zones needs no signature.
      expect(bySignature).toBe(id === 'list-zones' ? 200 : 403);
      expect(byId === 404).toBe(template.includes('{'));
    },
  );

  test('zones, default zone and engine versions are the description’s', () => {
    expect([...ZONES].sort()).toEqual([...(serverZone?.enum ?? [])].sort());
    expect(DEFAULT_ZONE).toBe(serverZone?.default);
    const version = schemaNamed('inference-engine-version');
    expect(ENGINE_VERSIONS).toEqual(version.enum);
    expect(DEFAULT_ENGINE_VERSION).toBe(version.default);
  });

  test.each([
    ['operation', { id: NONE, state: 'levitating' }],
    ['operation', { id: 'x', state: 'pending' }],
    ['zone', { name: 'mars-1' }],
    ['get-model-response', {}],
    ['org-consumption-quota-response', { 'quota-uom-per-minute': 'many' }],
  ])('the check itself finds a wrong %s: %j', (name, value) => {
    expect(objections(schemaNamed(name), value)).not.toEqual([]);
  });
});

function sampleBody(id: string): unknown {
  const bodies: Readonly<Record<string, unknown>> = {
    'create-deployment': deploymentBody(),
    'update-deployment': { name: 'b' },
    'scale-deployment': { replicas: 1 },
    'create-model': MODEL,
    'create-ai-api-key': KEY,
    'update-ai-api-key': { name: 'b' },
  };
  return bodies[id];
}
