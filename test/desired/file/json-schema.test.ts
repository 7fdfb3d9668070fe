import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

it('requires exactly one of model-name and model-id', () => {
  expect(schema).toMatchObject({
    properties: {
      deployments: {
        items: {
          required: ['name', 'gpu-type', 'gpu-count'],
          oneOf: [{ required: ['model-name'] }, { required: ['model-id'] }],
          properties: { 'gpu-count': { type: ['integer', 'string'], minimum: 1, maximum: 8 } },
        },
      },
    },
  });
});

it('has a description for every key, so that editors can show it', () => {
  const silent: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties' && typeof value === 'object' && value !== null) {
        for (const [name, property] of Object.entries(value)) {
          // A key that is not allowed there.
          if (property === false) continue;
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

it('is the same as the published schema file', () => {
  const path = new URL('../../../docs/inference-file.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(path, 'utf8')), 'run: npm run docs').toEqual(schema);
});

describe('accepts and refuses the same files as the parser', () => {
  const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  const EXAMPLES = new URL('../../../docs/examples/', import.meta.url);
  const examples = readdirSync(EXAMPLES).filter((file) => file.endsWith('.yaml'));

  it.each(examples)('%s is valid', (file) => {
    expect(
      isValid(parse(readFileSync(new URL(file, EXAMPLES), 'utf8'))),
      JSON.stringify(isValid.errors),
    ).toBe(true);
  });

  const around = { name: 'a', 'model-name': 'm/x', 'gpu-type': 'gpua5000', 'gpu-count': 1 };
  const fileWith = (more: object) => ({
    zone: 'at-vie-2',
    deployments: [{ ...around, replicas: 0, ...more }],
  });
  const entry = (schedule: object) => fileWith({ schedule: [schedule] });
  const except = (stretch: object) => fileWith({ except: [stretch] });

  it.each([
    [
      'numbers from the environment',
      true,
      fileWith({ replicas: `\${REPLICAS:-2}`, 'gpu-count': `\${GPUS}` }),
    ],
    ['times from it', true, entry({ from: `\${FROM}`, to: `2\${TO}:00`, replicas: 1 })],
    ['a day from it', true, except({ date: `\${DAY}` })],
    ['an ID from it', true, fileWith({ 'model-name': undefined, 'model-id': `\${MODEL}` })],
    ['numbers as texts', false, fileWith({ replicas: '2' })],
    ['a number beside autoscale', false, fileWith({ autoscale: { max: 2 } })],
    ['autoscale alone', true, fileWith({ replicas: undefined, autoscale: { max: 2 } })],
    ['an entry without a number', false, entry({ cron: '0 7 * * *' })],
    ['one with two', false, entry({ cron: '0 7 * * *', replicas: 1, 'at-most': 2 })],
    ['at-least', true, entry({ cron: '0 7 * * *', 'at-least': 1 })],
    ['a cron with days', false, entry({ cron: '0 7 * * *', days: 'Mon', replicas: 1 })],
    ['a cron with a window', false, entry({ cron: '0 7 * * *', from: '07:00', to: '08:00', replicas: 1 })],
    ['a window on change', false, entry({ from: '07:00', to: '08:00', replicas: 1, on: 'change' })],
    ['a number and more from the environment', false, fileWith({ replicas: `1\${N}` })],
    ['a length', true, fileWith({ idle: { after: '1h30m' } })],
    ['a length in days', false, fileWith({ idle: { after: '1d' } })],
    ['a length from the environment', true, { ...fileWith({}), 'max-hold': `\${HOURS}h` }],
    ['a cron with a name', true, entry({ cron: '@daily', replicas: 1 })],
    ['a cron of six fields', false, entry({ cron: '0 0 7 * * *', replicas: 1 })],
    ['moments', true, except({ from: '2027-01-01T07:00', to: '2027-01-02 08:00:30+01:00' })],
    ['a moment of another form', false, except({ from: '1.1.2027', to: '2027-01-02T08:00' })],
    ['a percentage', true, fileWith({ replicas: undefined, autoscale: { max: 2, 'target-kv': '80 %' } })],
    ['a schedule by its name', true, fileWith({ schedule: 'office' })],
    ['a schedule by its name for all', true, { ...fileWith({}), defaults: { schedule: 'office' } }],
    ['a schedule for all', false, { ...fileWith({}), defaults: { schedule: [{ cron: '0 7 * * *' }] } }],
    ['a date with hours', false, except({ date: '2027-01-01', from: '2027-01-01T07:00' })],
    [
      'a date and a stretch',
      false,
      except({ date: '2027-01-01', from: '2027-01-01T07:00', to: '2027-01-01T08:00' }),
    ],
  ])('%s: %s', (_, valid, file) => {
    expect(isValid(JSON.parse(JSON.stringify(file))), JSON.stringify(isValid.errors)).toBe(valid);
  });
});
