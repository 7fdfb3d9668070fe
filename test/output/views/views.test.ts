import { describe, expect, test } from 'vitest';
import { goName } from '../../../src/output/fields.js';
import { jsonRenderer } from '../../../src/output/json-renderer.js';
import { textRenderer } from '../../../src/output/text-renderer.js';
import type { View } from '../../../src/output/view.js';
import {
  apiKeyListView,
  apiKeyShowView,
  apiKeyValueView,
  createdApiKeyView,
  deploymentApiKeyView,
} from '../../../src/output/views/api-key.js';
import { accountListView, accountShowView } from '../../../src/output/views/config.js';
import { costView } from '../../../src/output/views/cost.js';
import { deploymentListView, deploymentShowView } from '../../../src/output/views/deployment.js';
import { idleView } from '../../../src/output/views/idle.js';
import { instanceTypeView } from '../../../src/output/views/instance-type.js';
import { loadView } from '../../../src/output/views/load.js';
import { logEntryView } from '../../../src/output/views/log-entry.js';
import { modelListView, modelShowView } from '../../../src/output/views/model.js';
import { operationView } from '../../../src/output/views/operation.js';
import { quotaView } from '../../../src/output/views/quota.js';
import { zoneView } from '../../../src/output/views/zone.js';

/** What scripts rely on: the JSON keys in order, those beyond the reference after `|`, and the names in templates. */
function describeView<T>(view: View<T>) {
  const reference = view.fields.filter((field) => !field.extra);
  const ours = view.fields.filter((field) => field.extra);
  return {
    keys: [reference, ours].map((fields) => fields.map((field) => field.key).join(' ')).join(' | '),
    names: reference.map(goName).join(' '),
  };
}

describe('keys and field names', () => {
  test.each([
    [
      'deployment list',
      describeView(deploymentListView),
      'id name zone state gpu_type gpu_count replicas model_name | total_gpus created_at updated_at',
      'ID Name Zone State GPUType GPUCount Replicas ModelName',
    ],
    [
      'deployment show',
      describeView(deploymentShowView),
      'id name state state_details gpu_type gpu_count replicas inference_engine_parameters inference_engine_version service_level deployment_url model_id model_name created_at updated_at | zone total_gpus',
      'ID Name State StateDetails GPUType GPUCount Replicas InferenceEngineParameters InferenceEngineVersion ServiceLevel DeploymentURL ModelID ModelName CreatedAt UpdatedAt',
    ],
    [
      'model list',
      describeView(modelListView),
      'id name zone state model_size | created_at updated_at',
      'ID Name Zone State ModelSize',
    ],
    [
      'model show',
      describeView(modelShowView),
      'id name state model_size created_at updated_at | zone',
      'ID Name State ModelSize CreatedAt UpdatedAt',
    ],
    ['instance-type', describeView(instanceTypeView), 'family authorized zone | ', 'Family Authorized Zone'],
    ['reveal-api-key', describeView(deploymentApiKeyView), 'api_key | ', 'APIKey'],
    ['limits gpu', describeView(quotaView), 'resource used max | family', 'Resource Used Max'],
    ['zone list', describeView(zoneView), 'name | api_endpoint sos_endpoint', 'Name'],
    ['config list', describeView(accountListView), 'name default | ', 'Name Default'],
    [
      'config show',
      describeView(accountShowView),
      'name api_key api_secret endpoint default_zone default_template storage_api_endpoint config_file client_timeout | api_key_from endpoint_from default_zone_from storage_api_endpoint_from',
      'Name APIKey APISecret Endpoint DefaultZone DefaultTemplate StorageAPIEndpoint ConfigFile ClientTimeout',
    ],
    [
      'api-key list',
      describeView(apiKeyListView),
      'id name scope org_uuid created_at updated_at | ',
      'ID Name Scope OrgUUID CreatedAt UpdatedAt',
    ],
    [
      'api-key show',
      describeView(apiKeyShowView),
      'id name scope org_uuid created_at updated_at | ',
      'ID Name Scope OrgUUID CreatedAt UpdatedAt',
    ],
    [
      'api-key create',
      describeView(createdApiKeyView),
      'id name scope org_uuid created_at updated_at value | ',
      'ID Name Scope OrgUUID CreatedAt UpdatedAt Value',
    ],
    ['api-key reveal', describeView(apiKeyValueView), 'value | ', 'Value'],
    [
      'operation',
      describeView(operationView),
      'id zone state reason message reference_id reference_link reference_command | ',
      'ID Zone State Reason Message ReferenceID ReferenceLink ReferenceCommand',
    ],
    ['logs', describeView(logEntryView), 'time node message | ', 'Time Node Message'],
  ])('%s', (_, view, keys, names) => expect(view).toEqual({ keys, names }));
});

/** The columns that a narrow terminal leaves out, in this order. */
const leftOut = <T>({ fields }: View<T>) =>
  fields
    .flatMap(({ key, spare }) => (spare === undefined ? [] : { key, spare }))
    .sort((a, b) => a.spare - b.spare)
    .map(({ key }) => key);

test.each([
  ['cost', leftOut(costView)],
  ['deployment idle', leftOut(idleView(() => 0))],
  ['deployment top', leftOut(loadView())],
  ['model list', leftOut(modelListView)],
])('%s: the zone is left out last, because two zones may have the same name', (_, keys) => {
  expect(keys.at(-1)).toBe('zone');
});

describe('fields that the service omits are empty or zero', () => {
  const deployment = { name: 'demo', state: 'ready', 'deployment-url': '', model: {}, visibility: 'private' };
  test('deployment list', () => {
    expect(jsonRenderer(deploymentListView).one({ zone: 'at-vie-2', deployment })).toBe(
      '{"id":"","name":"demo","zone":"at-vie-2","state":"ready","gpu_type":"","gpu_count":0,"replicas":0,"model_name":"","total_gpus":0,"created_at":"","updated_at":""}\n',
    );
  });
  test('deployment show', () => {
    const style = { terminal: false, colour: 0 } as const;
    expect(textRenderer(deploymentShowView, style).one({ zone: 'at-vie-2', deployment })).toBe(
      `\tdemo\tready\t\t\t0\t0${'\t'.repeat(8)}\n`,
    );
  });
  test('operation', () => {
    const operation = { id: 'op-1', state: 'pending' };
    expect(jsonRenderer(operationView).one({ zone: 'at-vie-2', operation })).toBe(
      '{"id":"op-1","zone":"at-vie-2","state":"pending","reason":"","message":"","reference_id":"","reference_link":"","reference_command":""}\n',
    );
  });
  test('quota', () => {
    expect(jsonRenderer(quotaView).one({})).toBe('{"resource":"","used":0,"max":0,"family":""}\n');
  });
});
