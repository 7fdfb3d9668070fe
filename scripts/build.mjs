// Bundles src/ into dist/: main.js for the command line with a file for each lazily imported module, and client.js
// for programs.
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import { fewFiles, sessionInOne, versionInLauncher, withoutBareImports } from './chunks.mjs';
import { baselineWebAssembly, builtinsByName, oneParser, PARSER_WITHOUT_SIMD, standIns } from './trim.mjs';

/** Some dependencies are CommonJS and ask for Node's own modules with require(), which an ES module lacks. */
const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/** Builds dist/ anew. Throws when a source does not compile. */
export async function build() {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: { main: 'src/launch.ts', client: 'src/api/index.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [sessionInOne, versionInLauncher, standIns, builtinsByName, oneParser, baselineWebAssembly],
    define: { __EXO_DI_VERSION__: JSON.stringify(version) },
    logLevel: 'warning',
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, withRequire(text)]));
  const launcher = resolve('dist/main.js');
  files.set(launcher, withoutBareImports(files.get(launcher)));
  await pack(files, fewFiles(metafile.outputs));
}

/** Only the file that holds esbuild's own helper asks whether there is a `require`. */
const withRequire = (text) => (text.includes('typeof require') ? REQUIRE + text : text);

/** Puts the files of esbuild together into few, see `fewFiles`. Names and behaviour stay as they are. */
async function pack(files, manualChunks) {
  const bundle = await rollup({
    input: { main: resolve('dist/main.js'), client: resolve('dist/client.js') },
    external: /^node:|llhttp-wasm/,
    treeshake: false,
    plugins: [
      {
        name: 'from-memory',
        resolveId: (source, importer) =>
          [source, join(importer ?? '', '..', source)].find((id) => files.has(id)),
        load: (id) => files.get(id),
      },
    ],
  });
  rmSync('dist', { recursive: true, force: true });
  await bundle.write({
    dir: 'dist',
    format: 'es',
    compact: true,
    // Rollup would let the launcher import what its lazy parts import, to save round trips a file does not have.
    hoistTransitiveImports: false,
    chunkFileNames: 'chunks/[name].js',
    manualChunks,
  });
  await bundle.close();
  copyFileSync(PARSER_WITHOUT_SIMD, 'dist/chunks/llhttp-wasm.cjs');
}
