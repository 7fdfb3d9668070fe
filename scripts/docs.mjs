// Writes docs/reference.md from the tree of commands. A test fails when it was forgotten: npm run docs
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

// Below node_modules, so that packages are found from there.
const outdir = `node_modules/.cache/exo-di-docs-${process.pid}`;
try {
  await esbuild.build({
    entryPoints: ['src/commands/help/reference.ts'],
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  const { reference } = await import(pathToFileURL(resolve(outdir, 'reference.mjs')).href);
  mkdirSync('docs', { recursive: true });
  writeFileSync('docs/reference.md', await reference());
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
