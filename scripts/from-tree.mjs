// Writes what is made from the tree of commands: docs/reference.md, llms.txt, the manual pages and their names.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBundled } from './bundled.mjs';

/** The texts that the functions of src/docs/docs.ts make. */
const written = () =>
  withBundled('src/docs/docs.ts', async ({ llmsText, manPages, reference }) => ({
    llms: await llmsText(),
    man: await manPages(),
    reference: await reference(),
  }));

/** Writes docs/reference.md, llms.txt, and the list of manual pages in package.json. */
export async function writeDocs() {
  const { reference, llms, man } = await written();
  writeFileSync('docs/reference.md', reference);
  writeFileSync('llms.txt', llms);
  const before = readFileSync('package.json', 'utf8');
  const pages = [...man.keys()].map((name) => `dist/man/${name}`);
  const manifest = `${JSON.stringify({ ...JSON.parse(before), man: pages }, null, 2)}\n`;
  // package.json is not touched without need: a newer one causes a new build.
  if (manifest !== before) writeFileSync('package.json', manifest);
}

/** Writes the manual pages into a folder, and makes the folder. */
export async function writeMan(folder) {
  const { man } = await written();
  mkdirSync(folder, { recursive: true });
  for (const [name, page] of man) writeFileSync(join(folder, name), page);
}
