import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inferenceFileJsonSchema } from '../../../src/desired/file/json-schema.js';

const schema = inferenceFileJsonSchema();

it('names itself and refuses unknown keys', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'exo-di: the desired state of deployments',
    type: 'object',
    anyOf: [
      { required: ['deployments'] },
      { required: ['schedules'] },
      { required: ['holidays'] },
      { required: ['include'] },
    ],
    additionalProperties: false,
  });
});

it('asks for exactly one of model-name and model-id', () => {
  expect(schema).toMatchObject({
    properties: {
      deployments: {
        items: {
          required: ['name', 'gpu-type', 'gpu-count'],
          oneOf: [{ required: ['model-name'] }, { required: ['model-id'] }],
          properties: { 'gpu-count': { type: 'integer', minimum: 1, maximum: 8 } },
        },
      },
    },
  });
});

it('describes every key, so that editors can', () => {
  const silent: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties' && typeof value === 'object' && value !== null) {
        for (const [name, property] of Object.entries(value)) {
          if (typeof property !== 'object' || property === null || !('description' in property)) {
            silent.push(`${path}.${name}`);
          }
        }
      }
      walk(value, `${path}.${key}`);
    }
  };
  walk(schema, '');
  expect(silent).toEqual([]);
});

it('is what editors are given', () => {
  const path = new URL('../../../docs/inference-file.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(path, 'utf8')), 'run: npm run docs').toEqual(schema);
});
