import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Call } from '../../src/api/call.js';
import * as apiKeys from '../../src/api/calls/api-keys.js';
import * as deployments from '../../src/api/calls/deployments.js';
import * as models from '../../src/api/calls/models.js';
import * as organization from '../../src/api/calls/organization.js';
import { TRANSITIONAL_STATES } from '../../src/domain/deployment-state.js';
import { KNOWN_ZONES } from '../../src/domain/known-zones.js';
import { API_KEY_NAME } from '../../src/schemas/api-key.js';
import {
  isPresent,
  type JsonSchema,
  objections,
  operationAt,
  operationOf,
  operations,
  propertiesOf,
  resolved,
  schemaNamed,
  serverZone,
  suite,
} from './description.js';

const ID = '00000000-0000-4000-8000-000000000001';
const CREATION = { name: 'a', 'gpu-type': 'gpua5000', 'gpu-count': 8, replicas: 1 };
const ENGINE = { 'inference-engine-parameters': ['--seed=1'], 'inference-engine-version': '0.19.1' };

const all = { ...deployments, ...models, ...apiKeys, ...organization };

/** Every call of the client, some with more than one body. The type makes sure that none is missing. */
const requests: Readonly<Record<keyof typeof all, readonly Call<unknown>[]>> = {
  listDeployments: [all.listDeployments()],
  getDeployment: [all.getDeployment(ID)],
  createDeployment: [
    all.createDeployment({ ...CREATION, model: { name: 'owner/model' } }),
    all.createDeployment({ ...CREATION, model: { id: ID }, ...ENGINE }),
  ],
  updateDeployment: [all.updateDeployment(ID, { name: 'b' }), all.updateDeployment(ID, ENGINE)],
  scaleDeployment: [all.scaleDeployment(ID, { replicas: 0 }), all.scaleDeployment(ID, { replicas: 3 })],
  deleteDeployment: [all.deleteDeployment(ID)],
  revealDeploymentApiKey: [all.revealDeploymentApiKey(ID)],
  getDeploymentLogs: [all.getDeploymentLogs(ID, 10)],
  getInferenceEngineHelp: [all.getInferenceEngineHelp(undefined), all.getInferenceEngineHelp('0.19.1')],
  listInstanceTypes: [all.listInstanceTypes()],
  listModels: [all.listModels()],
  getModel: [all.getModel(ID)],
  createModel: [
    all.createModel({ name: 'owner/model' }),
    all.createModel({ name: 'owner/model', 'huggingface-token': 'hf_x' }),
  ],
  deleteModel: [all.deleteModel(ID)],
  listApiKeys: [all.listApiKeys()],
  getApiKey: [all.getApiKey(ID)],
  createApiKey: [
    all.createApiKey({ name: "it's (mine)_- 1", scope: 'public' }),
    all.createApiKey({ name: 'x', scope: ID }),
  ],
  updateApiKey: [all.updateApiKey(ID, { name: 'b' }), all.updateApiKey(ID, { scope: 'public' })],
  deleteApiKey: [all.deleteApiKey(ID)],
  revealApiKey: [all.revealApiKey(ID)],
  rotateApiKey: [all.rotateApiKey(ID)],
  listQuotas: [all.listQuotas()],
  getOrganization: [all.getOrganization()],
  getOperation: [all.getOperation(ID)],
  listZones: [all.listZones()],
};
const cases = Object.entries(requests).flatMap(([name, calls]) =>
  calls.map((call, index) => [`${name} ${index + 1}`, call] as const),
);

/** Operations of the description that the client does not use, with the reason. */
const UNUSED = [
  // One entry of the answer to list-quotas.
  'get-quota',
  // Exoscale's managed models, not dedicated inference.
  'get-user-org-consumption-quota',
];

/**
 * Fields the client insists on though the description does not: without them an answer is of no use.
 * An operation without ID and state cannot be waited for; zones without names cannot be chosen from.
 */
const INSISTED_ON = ['operation.id', 'operation.state', 'list-zones.zones', 'list-zones.zones.[].name'];

/**
 * Fields that the description does not have yet: the reference's coming commands for API keys show them in place of a
 * scope. None of them may be required.
 */
const COMING = ['models', 'deployments', 'all-models', 'all_models', 'all-deployments', 'all_deployments'];
const isComing = (path: string) =>
  /-ai-api-keys?[.]/.test(path) && COMING.some((name) => path.endsWith(`.${name}`));

describe.skipIf(!isPresent)(suite('the client'), () => {
  test('every operation is used, or left out for a listed reason', () => {
    const used = new Set(cases.map(([, { operation }]) => operation));
    const ids = operations.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(20);
    expect([...used, ...UNUSED].sort()).toEqual(ids.sort());
  });

  test.each(cases)(
    '%s: method, path, operation and body are as described',
    (_, { operation, method, path, body }) => {
      const described = operationAt(method, path);
      expect(described?.id).toBe(operation);
      expect(described?.request === undefined).toBe(body === undefined);
      // The body as it is sent: without properties that are undefined.
      const wire: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
      expect(described?.request ? objections(described.request, wire) : []).toEqual([]);
    },
  );

  test.each(cases)(
    '%s: the client’s schema requires nothing that the description does not promise',
    (_, { operation, answer }) => {
      const promised = operationOf(operation).answers.get(200) ?? {};
      const name = resolved(promised) === schemaNamed('operation') ? 'operation' : operation;
      expect(unpromised(z.toJSONSchema(answer(), { io: 'input' }), promised, name)).toEqual([]);
    },
  );

  test('the built-in zones are those of the description', () => {
    expect([...KNOWN_ZONES].sort()).toEqual(namesIn(schemaNamed('zone-name').enum).sort());
    expect([...KNOWN_ZONES].sort()).toEqual([...(serverZone?.enum ?? [])].sort());
  });

  test('transitional states and key names are those of the description', () => {
    const states = namesIn(propertiesOf(schemaNamed('get-deployment-response')).state?.enum);
    expect(states).toEqual(expect.arrayContaining([...TRANSITIONAL_STATES]));
    expect(states.filter((state) => !TRANSITIONAL_STATES.some((one) => one === state)).sort()).toEqual([
      'error',
      'ready',
    ]);
    expect(propertiesOf(schemaNamed('create-ai-api-key-request')).name?.pattern).toBe(API_KEY_NAME.source);
  });

  test('GPU count and type cannot be updated', () => {
    expect(Object.keys(propertiesOf(schemaNamed('update-deployment-request'))).sort()).toEqual([
      'inference-engine-parameters',
      'inference-engine-version',
      'name',
    ]);
  });
});

/**
 * Where our schema requires more than the description promises, as sentences; `INSISTED_ON` and `COMING` are left out.
 */
function unpromised(ours: JsonSchema, theirs: JsonSchema, at: string): string[] {
  const promised = namesIn(resolved(theirs).required);
  const missing = namesIn(ours.required)
    .filter((name) => !promised.includes(name) && !INSISTED_ON.includes(`${at}.${name}`))
    .map((name) => `${at}.${name} is required by us alone`);
  const [type, described] = [ours.type, resolved(theirs).type];
  const other =
    type === described || (type === 'number' && described === 'integer') ? [] : [`${at} is no ${type}`];
  const inner = Object.entries(propertiesOf(ours)).flatMap(([name, schema]) => {
    const counterpart = propertiesOf(theirs)[name];
    const path = `${at}.${name}`;
    if (counterpart) return unpromised(schema, counterpart, path);
    return isComing(path) ? [] : [`${path} is known to us alone`];
  });
  return [...missing, ...other, ...inner];
}

function namesIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
