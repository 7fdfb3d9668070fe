import { expect, test } from 'vitest';
import { bench } from '../helpers/run.js';

/** The key of a document that holds its rows. */
const rowsOf = (document: unknown): object[] => {
  if (Array.isArray(document)) return document;
  const rows = document instanceof Object && 'candidates' in document ? document.candidates : undefined;
  return Array.isArray(rows) ? rows : [];
};

test.each([
  'deployment list',
  'deployment top',
  'deployment idle --for 1h',
  'deployment history my-app -z at-vie-2',
  'deployment instance-type',
  'model list',
  'model fit openai/gpt-oss-20b',
  'limits gpu',
  'zone list',
])('every key of a row of %s is a column, and a field of templates', async (line) => {
  const { exo, sandbox } = bench();
  await exo(
    'deployment create my-app --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2',
  );
  expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
  const [row] = rowsOf(JSON.parse((await exo(`${line} -O json`)).stdout));
  const keys = Object.entries(row ?? {}).flatMap(([key, value]) =>
    Array.isArray(value) && key !== 'zones' ? [] : key,
  );
  expect(keys).not.toEqual([]);
  expect(await exo(`${line} --columns ${keys.join(',')} -O text`)).toMatchObject({ code: 0 });
});
