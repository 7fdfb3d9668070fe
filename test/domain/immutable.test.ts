import { expect, test } from 'vitest';
import { differing, isUpdated } from '../../src/domain/differing.js';
import { immutableDifferences } from '../../src/domain/immutable.js';
import type { Deployment } from '../../src/schemas/deployment.js';

const ID = '0e1f5d52-6a37-4c5e-9d7f-5a1b2c3d4e5f';
const there = (more: object = {}): Deployment => ({
  name: 'my-app',
  state: 'ready',
  'deployment-url': '',
  visibility: 'private',
  model: { id: ID, name: 'mistralai/Mistral-7B' },
  'gpu-type': 'gpua5000',
  'gpu-count': 2,
  ...more,
});
const wanted = { model: { name: 'mistralai/Mistral-7B' }, 'gpu-type': 'gpua5000', 'gpu-count': 2 };

test.each([
  ['the same', {}, {}, []],
  ['a family and an ID in capitals', {}, { model: { id: ID.toUpperCase() }, 'gpu-type': 'GPUA5000' }, []],
  ['a model name in capitals', {}, { model: { name: 'MISTRALAI/Mistral-7B' } }, ['model-name']],
  ['another model by ID', {}, { model: { id: ID.replace('0e', '1e') } }, ['model-id']],
  ['another type and count', {}, { 'gpu-type': 'gpu3', 'gpu-count': 1 }, ['gpu-type', 'gpu-count']],
  ['what the service does not say', { model: {}, 'gpu-type': undefined, 'gpu-count': undefined }, {}, []],
])('immutableDifferences: %s', (_, is, asked, properties) => {
  const found = immutableDifferences(there(is), { ...wanted, ...asked });
  expect(found.map(({ property }) => property)).toEqual(properties);
});

const PARAMETERS = 'inference-engine-parameters';
const VERSION = 'inference-engine-version';

test.each<[string, object, Parameters<typeof differing>[1], string[], boolean | undefined]>([
  ['the same name', {}, { name: 'my-app' }, [], true],
  ['another name', {}, { name: 'chat' }, ['name'], false],
  ['no parameters, none told', {}, { [PARAMETERS]: [] }, [], true],
  ['parameters, none told', {}, { [PARAMETERS]: ['--a'] }, [PARAMETERS], false],
  ['another order', { [PARAMETERS]: ['--a', '--b'] }, { [PARAMETERS]: ['--b', '--a'] }, [PARAMETERS], false],
  ['one fewer', { [PARAMETERS]: ['--a', '--b'] }, { [PARAMETERS]: ['--a'] }, [PARAMETERS], false],
  ['words that join alike', { [PARAMETERS]: ['a b'] }, { [PARAMETERS]: ['a', 'b'] }, [PARAMETERS], false],
  ['the same version', { [VERSION]: '1' }, { [VERSION]: '1' }, [], true],
  ['another version', { [VERSION]: '1' }, { [VERSION]: '2' }, [VERSION], false],
  ['a version, none told', {}, { [VERSION]: '1' }, [VERSION], undefined],
  ['a version, none told, and another name', {}, { [VERSION]: '1', name: 'chat' }, ['name', VERSION], false],
])('differing and isUpdated: %s', (_, is, asked, left, updated) => {
  expect(Object.keys(differing(there(is), asked))).toEqual(left);
  expect(isUpdated(there(is), asked)).toBe(updated);
});
