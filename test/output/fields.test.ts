import { expect, test } from 'vitest';
import { describeFields, fieldsMeant } from '../../src/output/fields.js';
import { deploymentListView } from '../../src/output/views/deployment.js';
import { items } from './items.js';

test('help names the fields of templates and the keys of JSON', () => {
  expect(describeFields(items)).toBe(
    'Template fields: .ID .Name .State .Size .Note .Doubled\nJSON keys: id, name, state, size, note, doubled',
  );
});

test.each([
  ['status', 'state'],
  ['Staus', 'state'],
  ['TotalGpus', 'total_gpus'],
  ['gpus', 'total_gpus'],
  ['Model', 'model_name'],
  ['gpu', 'gpu_type gpu_count'],
  ['colour', ''],
])('%s may mean %s', (typed, keys) => {
  expect(fieldsMeant(typed, deploymentListView.fields).map(({ key }) => key)).toEqual(
    keys.split(' ').filter(Boolean),
  );
});
