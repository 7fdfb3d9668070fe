// Bundles src/ into dist/: main.js for the command line with a chunk for each lazily imported module, and
// client.js for programs.
import { readFileSync, rmSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { baselineWebAssembly, cryptoByRequire, standIns } from './trim.mjs';

// Some dependencies are CommonJS and ask for Node's own modules with require(), which an ES module lacks.
const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/** Builds dist/ anew. Throws when a source does not compile. */
export async function build() {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  rmSync('dist', { recursive: true, force: true });
  await esbuild.build({
    entryPoints: { main: 'src/launch.ts', client: 'src/api/index.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: REQUIRE },
    plugins: [standIns, cryptoByRequire, baselineWebAssembly],
    define: { __EXO_DI_VERSION__: JSON.stringify(version) },
    logLevel: 'warning',
  });
}
