import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));
/** Where vitest leaves to Node what is imported. */
const BUILT = fileURLToPath(new URL('../../node_modules/.cache/exo-di-sources', import.meta.url));

/**
 * Gives the tests the sources as Node's own modules, compiled once for all workers. Through vitest's runner each worker
 * asks for each of them, every import that a command makes while it runs walks the whole graph, and every name that was
 * imported is looked up where it is used. Stack traces show the lines of `src`: vitest reads the maps.
 */
export async function builtSources(): Promise<Plugin> {
  const { outputFiles } = await build({
    entryPoints: [`${SOURCES}/**/*.ts`],
    outbase: SOURCES,
    outdir: BUILT,
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    write: false,
  });
  const built = new Set(outputFiles.map(({ path }) => path));
  // A run that begins now takes no file from under one that is under way: only what has changed is replaced.
  for (const { path, text } of outputFiles) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  }
  for (const path of readdirSync(BUILT, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.js') && !built.has(join(BUILT, path))) rmSync(join(BUILT, path));
  writeFileSync(join(BUILT, 'package.json'), '{"type":"module"}\n');

  return {
    name: 'exo-di: built sources',
    enforce: 'pre',
    resolveId(id, importer) {
      if (!importer || !id.startsWith('.')) return null;
      const path = join(BUILT, relative(SOURCES, resolve(dirname(importer), id)));
      return built.has(path) ? path : null;
    },
  };
}
