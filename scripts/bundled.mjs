// Bundles parts of the sources, so that a script can load them in Node.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

/**
 * Loads a module of the sources, and returns what `use` makes of it. @param source its path from the project's folder
 */
export async function withBundled(source, use) {
  // Below node_modules, so that Node finds the packages from there.
  mkdirSync('node_modules/.cache', { recursive: true });
  const outdir = mkdtempSync('node_modules/.cache/exo-di-');
  try {
    await esbuild.build({
      entryPoints: [source],
      outdir,
      bundle: true,
      splitting: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      outExtension: { '.js': '.mjs' },
      logLevel: 'warning',
    });
    const file = resolve(outdir, basename(source).replace(/\.ts$/, '.mjs'));
    return await use(await import(pathToFileURL(file).href));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
