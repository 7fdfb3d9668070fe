import { expect, test } from 'vitest';
import { describeFields } from '../../src/output/fields.js';
import { items } from './items.js';

test('help names the fields of templates and the keys of JSON', () => {
  expect(describeFields(items)).toBe(
    'Template fields: .ID .Name .State .Size .Note .Doubled\nJSON keys: id, name, state, size, note, doubled',
  );
});
