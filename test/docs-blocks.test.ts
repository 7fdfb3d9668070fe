import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { everyBlockRuns } from './helpers/page.js';
import { blocksOf } from './helpers/readme.js';

const docs = fileURLToPath(new URL('../docs', import.meta.url));

// Without the reference, which is generated and whose examples have a test of their own.
const pages = ['.', 'guide', 'explanation', 'examples'].flatMap((folder) =>
  readdirSync(`${docs}/${folder}`)
    .filter((name) => name.endsWith('.md') && name !== 'reference.md')
    .map((name) => `docs/${folder === '.' ? '' : `${folder}/`}${name}`),
);
for (const page of pages) if (blocksOf(page).length > 0) everyBlockRuns(page);
