// Bundles src/ into dist/: launch.cjs, which is all that --version takes; started.cjs, which it loads for everything else;
// client.js for programs; THIRD-PARTY-NOTICES.txt, the licences of what is in them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { noticesOf } from './notices.mjs';

/** What launch.ts loads: in one bundle, `started.ts`. */
const STARTED = ['./process.js', './launch-completion.js'];

/** Packages for few commands, in files of their own: all others would read them over (`show`: 5 % of a bare node). */
const APART = ['yaml', 'hono', '@hono/node-server'];
const fileOf = (name) => name.replace(/\W+/g, '-').replace(/^-/, '');

/** Node's modules that a package asks for, and needs for nothing that is used here; each loads many others. */
const UNUSED = {
  // HTTP/2 is never offered to the service (`show`: 15 % of a bare node).
  'node:http2': /[\\/]undici[\\/]/,
  // Subcommands are no executables (`--help`: 10 %).
  'node:child_process': /[\\/]commander[\\/]/,
};

const withoutUnused = {
  name: 'without-unused',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, importer }) =>
      UNUSED[path]?.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'exports.constants = {}' }));
  },
};

const inOtherFiles = {
  name: 'in-other-files',
  setup(build) {
    build.onResolve({ filter: /^(\.\/|@?[a-z])/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point') return undefined;
      const isStarted = STARTED.includes(path) && /[\\/]launch\.ts$/.test(importer);
      const file = isStarted ? 'started' : APART.find((name) => name === path);
      return file && { path: `./${fileOf(file)}.cjs`, external: true };
    });
  },
};

/** Builds dist/ anew. Throws when a source does not compile. */
export async function build() {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const options = {
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    plugins: [withoutUnused],
    define: { __EXO_DI_VERSION__: JSON.stringify(version) },
    logLevel: 'warning',
    metafile: true,
  };
  rmSync('dist', { recursive: true, force: true });
  const program = await esbuild.build({
    ...options,
    entryPoints: Object.fromEntries([
      ['launch', 'src/launch.ts'],
      ['started', 'src/started.ts'],
      ...APART.map((name) => [fileOf(name), name]),
    ]),
    // Node loads CommonJS in less time than ES modules.
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    supported: { 'dynamic-import': false },
    plugins: [withoutUnused, inOtherFiles],
  });
  const client = await esbuild.build({
    ...options,
    entryPoints: { client: 'src/client/index.ts' },
    format: 'esm',
    // Some dependencies are CommonJS and ask for Node's own modules with require(), which an ES module lacks.
    banner: {
      js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
  });
  const inputs = [program, client].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesOf(inputs));
}
