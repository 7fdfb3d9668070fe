import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reference } from '../../src/docs/reference.js';
import { everyCommand } from '../helpers/tree.js';

test('docs/reference.md is the present output of its generator', async () => {
  const written = readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8');
  expect(written, 'run: npm run docs').toBe(await reference());
});

test('every command has a section, and the overview links to it', async () => {
  const text = await reference();
  for (const { path } of await everyCommand()) {
    if (['environment', 'output', 'exit-codes'].includes(path.join(' '))) continue;
    expect(text).toMatch(new RegExp(`^##+ exo-di ${path.join(' ')}$`, 'm'));
    expect(text).toContain(`(#exo-di-${path.join('-')})`);
  }
});
