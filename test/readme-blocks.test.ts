import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { everyBlockRuns } from './helpers/page.js';
import { blocksOf } from './helpers/readme.js';

const project = fileURLToPath(new URL('..', import.meta.url));

everyBlockRuns('README.md');

test.each([
  ['test/commands/deployment', 0],
  ['src/commands/deployment', 1],
] as const)('the example command of CONTRIBUTING.md, in %s, imports existing files', (folder, index) => {
  const { text = '' } = blocksOf('CONTRIBUTING.md')[index] ?? {};
  const imports = [...text.matchAll(/^import (?:type )?\{ (.*) \} from '(\..*)\.js';$/gm)];
  expect(imports.length).toBeGreaterThan(0);
  for (const [, names = '', path = ''] of imports) {
    const source = readFileSync(join(project, folder, `${path}.ts`), 'utf8');
    for (const name of names.split(', '))
      expect(source).toMatch(new RegExp(`export (async )?(function|const|interface|type) ${name}\\b`));
  }
});
