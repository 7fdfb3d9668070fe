// Writes docs/inference-file.schema.json, for editors, from the schema that checks the file. A test fails when it
// was forgotten: node scripts/file-schema.mjs
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withBundled } from './bundled.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const path = 'docs/inference-file.schema.json';
const schema = await withBundled('src/desired/file/json-schema.ts', ({ inferenceFileJsonSchema }) =>
  inferenceFileJsonSchema(),
);
const formatted = spawnSync('node_modules/.bin/biome', ['format', `--stdin-file-path=${path}`], {
  input: JSON.stringify(schema),
  encoding: 'utf8',
});
if (formatted.status !== 0) throw new Error(formatted.stderr);
mkdirSync('docs', { recursive: true });
writeFileSync(path, formatted.stdout);
