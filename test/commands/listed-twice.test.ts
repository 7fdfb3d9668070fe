import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../helpers/run.js';
import { json, named } from '../helpers/service.js';

/* A list that contains one object twice: the object is not ambiguous, and nobody is told to delete one of two. */

const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const LISTS = ['GET /ai/deployment', 'GET /ai/model', 'GET /ai/api-key'];

function twice() {
  const made = bench();
  made.intercept(async (request, ask) => {
    if (!LISTS.includes(named(request))) return undefined;
    const answer = JSON.parse((await ask(request)).body);
    const doubled = Object.entries<unknown[]>(answer).map(([key, items]) => [key, [...items, ...items]]);
    return json(Object.fromEntries(doubled));
  });
  return { ...made, exo: (line: string) => made.exo(`${line} -z at-vie-2`) };
}

test.each([
  'deployment scale my-app 0',
  'deployment scale --all 0 -f',
  'deployment delete my-app -f',
  `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1`,
  'deployment clone my-app other',
  'model create owner/new-7B',
  'model delete openai/gpt-oss-20b -f',
  'api-key create ci --scope public',
])('%s', async (line) => {
  const { exo, sandbox } = twice();
  sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
  const { code, stderr } = await exo(line);
  expect(code, stderr).toBe(0);
});

test('deployment list: one row', async () => {
  const { exo, sandbox } = twice();
  sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  expect(JSON.parse((await exo('deployment list -O json')).stdout)).toHaveLength(1);
});

describe('a key without a value, or with one that no request can carry', () => {
  test.each([
    ['deployment reveal-api-key my-app', { 'api-key': '' }, 1],
    ['deployment reveal-api-key my-app', { 'api-key': 'ключ' }, 1],
    ['deployment check my-app', { 'api-key': 'two\nlines' }, 1],
    ['api-key reveal ci', { value: '' }, 1],
    ['api-key rotate ci -f', { value: '' }, 9],
  ])('%s counts as no key', async (line, empty, exit) => {
    const made = withMyApp();
    await made.exo('api-key create ci --scope public -z at-vie-2');
    made.intercept((request) =>
      /reveal|rotate|\/ai\/deployment\/\*\/api-key/.test(named(request)) ? json(empty) : undefined,
    );
    expect(await made.exo(`${line} -z at-vie-2`)).toMatchObject({ code: exit, stdout: '' });
  });
});
