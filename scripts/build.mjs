// Bundles src/ into dist/: main.cjs for the command line with a file for each lazily imported module, and client.js
// for programs.
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import { fewFiles, launcherInOne, sessionInOne, withoutBareImports } from './chunks.mjs';
import { throughCodeCache } from './code-cache.mjs';
import { eagerWrappers } from './eager-wrappers.mjs';
import { baselineWebAssembly, builtinsByName, parserAsFile, standIns } from './trim.mjs';

/** Some dependencies are CommonJS and ask for Node's own modules with require(), which an ES module lacks. */
const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/** Builds dist/ anew. Throws when a source does not compile. */
export async function build() {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const options = {
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    plugins: [sessionInOne, launcherInOne, standIns, builtinsByName],
    define: { __EXO_DI_VERSION__: JSON.stringify(version) },
    logLevel: 'warning',
  };
  rmSync('dist', { recursive: true, force: true });
  await esbuild.build({
    ...options,
    entryPoints: { client: 'src/api/index.ts' },
    chunkNames: 'client/[name]-[hash]',
    banner: { js: REQUIRE },
  });
  const { outputFiles, metafile } = await esbuild.build({
    ...options,
    entryPoints: { main: 'src/launch.ts' },
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [...options.plugins, parserAsFile, baselineWebAssembly],
    write: false,
    metafile: true,
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const launcher = resolve('dist/main.js');
  files.set(launcher, withoutBareImports(files.get(launcher)));
  await pack(files, fewFiles(metafile.outputs));
}

/**
 * Puts the files of esbuild together into few, see `fewFiles`. Names and behaviour stay as they are. They become
 * CommonJS: Node's loader of ES modules takes longer for each file, and itself some milliseconds to load.
 */
async function pack(files, manualChunks) {
  const bundle = await rollup({
    input: { main: resolve('dist/main.js') },
    external: /^node:/,
    treeshake: false,
    plugins: [
      eagerWrappers,
      throughCodeCache,
      {
        name: 'from-memory',
        resolveId: (source, importer) =>
          [source, join(importer ?? '', '..', source)].find((id) => files.has(id)),
        load: (id) => files.get(id),
      },
    ],
  });
  await bundle.write({
    dir: 'dist',
    format: 'cjs',
    compact: true,
    interop: 'default',
    dynamicImportInCjs: false,
    esModule: false,
    entryFileNames: '[name].cjs',
    // Rollup would let the launcher import what its lazy parts import, to save round trips a file does not have.
    hoistTransitiveImports: false,
    chunkFileNames: 'chunks/[name].cjs',
    manualChunks,
  });
  await bundle.close();
}
