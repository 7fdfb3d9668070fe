import { describe, expect, test } from 'vitest';
import { jsonRenderer } from '../../../src/output/json-renderer.js';
import { tableRenderer } from '../../../src/output/table.js';
import { deploymentListView, deploymentShowView } from '../../../src/output/views/deployment.js';
import { shownState, stateTone } from '../../../src/output/views/state.js';

const deployment = {
  id: '11111111-2222-4333-8444-555555555555',
  name: 'demo',
  state: 'ready',
  'deployment-url': 'https://demo.example.com/v1',
  model: { id: '66666666-7777-4888-9999-aaaaaaaaaaaa', name: 'mistralai/Mistral-7B-Instruct-v0.3' },
  visibility: 'private',
  'gpu-type': 'gpua5000',
  'gpu-count': 2,
  replicas: 3,
  'inference-engine-parameters': ['--max-model-len', '4096'],
};
const zone = 'at-vie-2';
const terminal = { terminal: true, width: 140, colour: 0 } as const;

describe('a deployment’s state in a table', () => {
  test.each([
    ['ready', 3, 'ready', 'good'],
    ['ready', 0, 'ready (stopped)', 'off'],
    ['ready', undefined, 'ready', 'good'],
    ['scaling', 0, 'scaling', 'busy'],
    ['creating', 1, 'creating', 'busy'],
    ['error', 1, 'error', 'bad'],
    ['error', 0, 'error (stopped)', 'bad'],
    ['hibernating', 1, 'hibernating', undefined],
  ])('%s at %s replicas', (state, replicas, shown, tone) => {
    expect(shownState({ state, replicas })).toBe(shown);
    expect(stateTone({ state, replicas })).toBe(tone);
  });
});

test('the list shows the total GPUs, and shortens the ID before other columns', () => {
  const stopped = { ...deployment, name: 'night', replicas: 0 };
  const rows = [deployment, stopped].map((one) => ({ zone, deployment: one }));
  const text = tableRenderer(deploymentListView, terminal).many(rows);
  expect(text).toContain(
    '│ 11111111 │ demo  │ at-vie-2 │ ready           │ gpua5000 │         2 │        3 │          6 │ mistralai/',
  );
  expect(text).toContain(
    '│ 11111111 │ night │ at-vie-2 │ ready (stopped) │ gpua5000 │         2 │        0 │          0 │ mistralai/',
  );
});

test('show spells out how the total GPUs are computed, as the service’s web page does', () => {
  const text = tableRenderer(deploymentShowView, terminal).one({ zone, deployment });
  expect(text).toContain('│ 2 GPUs × 3 replicas = 6 GPUs ');
});

test('values that the service omits are empty in a table, not zero', () => {
  const { 'gpu-count': _count, replicas: _replicas, ...unknown } = deployment;
  const text = tableRenderer(deploymentShowView, terminal).one({ zone, deployment: unknown });
  expect(text).toMatch(/│ GPU Count +│ +│\n│ Replicas +│ +│\n│ Total GPUs +│ +│/);
  expect(text).toContain('│ ready ');
});

test('JSON has the plain state and numbers', () => {
  const document = JSON.parse(
    jsonRenderer(deploymentShowView).one({ zone, deployment: { ...deployment, replicas: 0 } }),
  );
  expect(document).toMatchObject({
    state: 'ready',
    replicas: 0,
    total_gpus: 0,
    inference_engine_parameters: '--max-model-len 4096',
  });
});
