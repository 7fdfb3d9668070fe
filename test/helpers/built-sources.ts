import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin as BuildPlugin, build } from 'esbuild';
import type { Plugin } from 'vite';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** Below node_modules, because vitest leaves imports from there to Node. */
const BUILT = fileURLToPath(new URL('../../node_modules/.cache/exo-di-sources', import.meta.url));

/**
 * Compiles the sources and the helpers of the tests once for all workers, and lets tests import them as Node's own
 * modules. This is faster than vitest's runner, in which each worker requests each module, every import walks the graph
 * of those who import it, and each use of an imported name is looked up. Stack traces still show the lines of the
 * sources, because vitest reads the source maps.
 */
export async function builtSources(): Promise<Plugin> {
  const { outputFiles } = await build({
    entryPoints: entryPoints(),
    outbase: PROJECT,
    outdir: BUILT,
    plugins: [sameUrl],
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
      const path = join(BUILT, relative(PROJECT, resolve(dirname(importer), id)));
      return built.has(path) ? path : null;
    },
  };
}

/** All sources, and what several tests share. */
function entryPoints(): string[] {
  const paths = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(PROJECT, folder, path),
    ),
  );
  return paths.filter((path) => path.endsWith('.ts') && !/\.(d|test)\.ts$|[/\\]fixtures[/\\]/.test(path));
}

/** Keeps the address of a module what it is in the project, for those that read files beside them. */
const sameUrl: BuildPlugin = {
  name: 'same address',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};
