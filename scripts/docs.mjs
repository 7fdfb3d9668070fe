// npm run docs: writes the files that are made from the sources. For each of them a test fails if this was forgotten.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withBundled } from './bundled.mjs';
import { writeClientReference } from './client-docs.mjs';
import { writeDocs } from './from-tree.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
mkdirSync('docs/pictures', { recursive: true });

// From the tree of commands: docs/reference.md, llms.txt, and the list of manual pages in package.json.
await writeDocs();

// Pictures of a terminal, and of a simulated day.
await withBundled('test/helpers/pictures.ts', async ({ PICTURES, take }) => {
  for (const [name, picture] of Object.entries(PICTURES))
    writeFileSync(`docs/pictures/${name}`, await take(picture));
});
await withBundled('test/helpers/autoscale-plot.ts', ({ autoscalePlot }) =>
  writeFileSync('docs/autoscale.svg', autoscalePlot()),
);

// The schema for the file of deployments, which editors use.
const path = 'docs/inference-file.schema.json';
const schema = await withBundled('src/desired/file/json-schema.ts', ({ inferenceFileJsonSchema }) =>
  inferenceFileJsonSchema(),
);
const formatted = spawnSync('node_modules/.bin/biome', ['format', `--stdin-file-path=${path}`], {
  input: JSON.stringify(schema),
  encoding: 'utf8',
});
if (formatted.status !== 0) throw new Error(formatted.stderr);
writeFileSync(path, formatted.stdout);

// docs/reference/client.md. TypeDoc is fetched only if the page is out of date.
await writeClientReference();
