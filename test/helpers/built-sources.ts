import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));
/** Below node_modules, because vitest leaves imports from there to Node. */
const BUILT = fileURLToPath(new URL('../../node_modules/.cache/exo-di-sources', import.meta.url));

/**
 * Compiles the sources once for all workers, and lets tests import them as Node's own modules. This is faster than
 * vitest's runner, in which each worker requests each source, a dynamic import walks the whole graph, and each use of
 * an imported name is looked up. Stack traces still show the lines of `src`, because vitest reads the source maps.
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
  // Only changed files are replaced, each in one step, so that another run under way does not miss a file.
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
