// What is written from the tree of commands: docs/reference.md, llms.txt, the manual pages and their names.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBundled } from './bundled.mjs';

/** What the functions of src/docs/docs.ts write. */
const written = () =>
  withBundled('src/docs/docs.ts', async ({ llmsText, manPages, reference }) => ({
    llms: await llmsText(),
    man: await manPages(),
    reference: await reference(),
  }));

/** docs/reference.md, llms.txt, and in package.json which manual pages there are. */
export async function writeDocs() {
  const { reference, llms, man } = await written();
  writeFileSync('docs/reference.md', reference);
  writeFileSync('llms.txt', llms);
  const before = readFileSync('package.json', 'utf8');
  const pages = [...man.keys()].map((name) => `dist/man/${name}`);
  const manifest = `${JSON.stringify({ ...JSON.parse(before), man: pages }, null, 2)}\n`;
  // A newer package.json is a reason to build anew.
  if (manifest !== before) writeFileSync('package.json', manifest);
}

/** The manual pages, into a folder that is made for them. */
export async function writeMan(folder) {
  const { man } = await written();
  mkdirSync(folder, { recursive: true });
  for (const [name, page] of man) writeFileSync(join(folder, name), page);
}
