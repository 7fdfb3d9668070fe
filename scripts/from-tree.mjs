// What is written from the tree of commands: docs/reference.md, llms.txt, the manual pages and their names.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

/** The functions of src/commands/help/written.ts. */
async function writers() {
  // Below node_modules, so that packages are found from there.
  const outdir = `node_modules/.cache/exo-di-docs-${process.pid}`;
  try {
    await esbuild.build({
      entryPoints: ['src/commands/help/written.ts'],
      outdir,
      bundle: true,
      splitting: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      outExtension: { '.js': '.mjs' },
      logLevel: 'warning',
    });
    const { llmsText, manPages, reference } = await import(
      pathToFileURL(resolve(outdir, 'written.mjs')).href
    );
    return { llms: await llmsText(), man: await manPages(), reference: await reference() };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** docs/reference.md, llms.txt, and in package.json which manual pages there are. */
export async function writeDocs() {
  const { reference, llms, man } = await writers();
  mkdirSync('docs', { recursive: true });
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
  const { man } = await writers();
  mkdirSync(folder, { recursive: true });
  for (const [name, page] of man) writeFileSync(join(folder, name), page);
}
