// Writes docs/pictures/, what a terminal shows. A test fails when it was forgotten: npm run docs
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withBundled } from './bundled.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

mkdirSync('docs/pictures', { recursive: true });
await withBundled('test/helpers/pictures.ts', async ({ PICTURES, take }) => {
  for (const [name, picture] of Object.entries(PICTURES))
    writeFileSync(`docs/pictures/${name}`, await take(picture));
});
