// Bundles src/ into dist/: the program's files, of which `--version` reads only launch.cjs; client.js for programs; and
// THIRD-PARTY-NOTICES.txt, the licences of the packages in them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { compileAhead } from './ahead.mjs';
import { bundleInto } from './files.mjs';
import { noticesOf } from './notices.mjs';

/**
 * The files of the program, in the order in which a start needs them. A start does not read files that it does not
 * need. On Node 24, `--help` takes 7 ms less than with everything in one file; on Node 20, which keeps no compiled
 * code, 39 ms.
 */
const FILES = [
  // --version.
  { name: 'launch', begins: ['src/launch.ts'] },
  // TAB, and what TAB and every other start need.
  {
    name: 'completion',
    begins: ['src/launch-completion.ts', 'src/errors.ts', 'src/host.ts', 'src/domain/known-zones.ts'],
  },
  // The parser: --help, and errors that commander finds.
  {
    name: 'started',
    begins: [
      'src/process.ts',
      'src/version.ts',
      'src/commands/completion/spec.ts',
      'src/completion/scripts.ts',
    ],
  },
  // The flags of a deployment's verbs, which TAB needs as well.
  { name: 'deployment', begins: ['src/commands/deployment/spec.ts'] },
  // The settings (account, endpoint, zone), which are read before anything is sent. TAB for names that are cached needs
  // no more.
  {
    name: 'settings',
    begins: [
      'src/completion/live.ts',
      'src/completion/cache.ts',
      'src/config/settings.ts',
      'src/config/check-values.ts',
      'src/io/file-problem.ts',
      'src/io/files.ts',
      'src/io/read-files.ts',
      'src/io/text.ts',
    ],
  },
  // Errors that a verb finds by itself.
  {
    name: 'verbs',
    begins: ['src/commands/deployment/scale/scale.ts', 'src/commands/deployment/show.ts'],
  },
  { name: 'output', begins: ['src/output/render.ts', 'src/output/table.ts', 'src/output/painter.ts'] },
  // What sends requests to the service.
  {
    name: 'http',
    begins: [
      'src/commands/deployment/list.ts',
      'src/api/client.ts',
      'src/api/http/production-transport.ts',
      'src/api/http/reads-apart.ts',
      'src/api/http/node-transport.ts',
    ],
  },
  // undici, for commands that change something.
  {
    name: 'sockets',
    begins: [
      'src/api/http/authorities.ts',
      'src/api/http/undici-transport.ts',
      'src/api/http/undici-parser.ts',
    ],
  },
  {
    name: 'desired',
    begins: ['plan', 'apply', 'schedule', 'hold', 'export'].map((name) => `src/commands/${name}/`),
    inParts: true,
  },
  { name: 'rest', begins: [], inParts: true },
];

/** Starts that are frequent and that somebody waits for. */
const STARTS = [
  '--help',
  'completion bash',
  'deployment scale x -1',
  'deployment scale --nope',
  'complete -- deployment sc',
  'complete -- deployment show my',
  'deployment show my-app -z at-vie-2',
  'deployment show my-app -O json',
  'deployment list',
  'deployment scale my-app 2 -z at-vie-2',
];

/** Packages that only few commands need, each in a file of its own. */
const APART = ['yaml', 'hono/tiny', '@hono/node-server'];
const fileOf = (name) => name.replace(/\W+/g, '-').replace(/^-/, '');

const inFilesOfTheirOwn = {
  name: 'in-files-of-their-own',
  setup(build) {
    build.onResolve({ filter: /^@?[a-z]/ }, ({ path, kind }) =>
      kind !== 'entry-point' && APART.includes(path)
        ? { path: `./${fileOf(path)}.cjs`, external: true }
        : undefined,
    );
  },
};

/** Modules of Node that a package imports but does not need for what is used here. Each loads many others. */
const UNUSED = {
  // HTTP/2 is never offered to the service. (It costs `show` 15 % of a bare node.)
  'node:http2': /[\\/]undici[\\/]/,
  // Subcommands are not executables. (It costs `--help` 10 %.)
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

/** Builds dist/ anew. Throws if a source does not compile. */
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
  const sources = await bundleInto(FILES, { ...options, plugins: [withoutUnused, inFilesOfTheirOwn] });
  const packages = await esbuild.build({
    ...options,
    entryPoints: Object.fromEntries(APART.map((name) => [fileOf(name), name])),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
  const client = await esbuild.build({
    ...options,
    entryPoints: { client: 'src/client/index.ts' },
    format: 'esm',
    // The client runs in other programs. Node prints the line of an error that nobody caught, and stacks show names.
    minify: false,
    minifySyntax: true,
    // Some dependencies are CommonJS and load Node's modules with require(), which ES modules do not have.
    banner: {
      js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
  });
  const inputs = [...sources, ...[packages, client].flatMap(({ metafile }) => Object.keys(metafile.inputs))];
  await compileAhead({ launcher: 'bin/exo-di.js', folder: 'dist', starts: STARTS }).catch(({ message }) =>
    console.error(`warning: the program is built, and starts slower than it could: ${message}`),
  );
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesOf(inputs));
}
