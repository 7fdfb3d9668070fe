// npm run docs: writes what is made of the sources. A test fails for each of them when it was forgotten.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withBundled } from './bundled.mjs';
import { writeClientReference } from './client-docs.mjs';
import { writeDocs } from './from-tree.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
mkdirSync('docs/pictures', { recursive: true });

// Of the tree of commands: docs/reference.md, llms.txt, and into package.json which manual pages there are.
await writeDocs();

// What a terminal shows, and a simulated day.
await withBundled('test/helpers/pictures.ts', async ({ PICTURES, take }) => {
  for (const [name, picture] of Object.entries(PICTURES))
    writeFileSync(`docs/pictures/${name}`, await take(picture));
});
await withBundled('test/helpers/autoscale-plot.ts', ({ autoscalePlot }) =>
  writeFileSync('docs/autoscale.svg', autoscalePlot()),
);

// For editors, the schema that checks the file of deployments.
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

// docs/reference/client.md by TypeDoc, which is fetched where the page is out of date.
await writeClientReference();
