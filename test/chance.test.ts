import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ids, LONG_RUN, randomFrom, SEED } from './helpers/chance.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

test.each([
  ['a source of chance', /Math\.random|crypto\.random|interruptAfterTimeLimit/],
  ['a seed or a number of runs that the long run does not change', /numRuns: \d|seed: \d/],
])('no test uses %s of its own', (_, pattern) => {
  const having = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    // The day drawn in the docs has a fixed seed, so that it is the same for everyone.
    .filter((file) => file.endsWith('.ts') && !['chance.test.ts', 'helpers/autoscale-plot.ts'].includes(file))
    .filter((file) => pattern.test(readFileSync(`${HERE}${file}`, 'utf8')));
  expect(having).toEqual([]);
});

test.skipIf(LONG_RUN)('every short run tries the same random cases', () => {
  const random = randomFrom(SEED);
  expect([random(), random()]).toMatchInlineSnapshot(`
    [
      0.2559139896184206,
      0.5929048631805927,
    ]
  `);
  const next = ids();
  expect([next(), next()]).toEqual([
    '00000000-0000-4000-8000-000000000001',
    '00000000-0000-4000-8000-000000000002',
  ]);
});
