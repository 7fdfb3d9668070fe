// What start-up does not need is taken out of the bundle here, one trick a plugin. Each was measured: see bench/.
// All of it is about what is loaded, none of it changes what the code does.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';

/**
 * An ES import of one of Node's modules reads every property for its namespace, and some are costly: `node:crypto`
 * then loads all of WebCrypto, `node:process` makes the list of all flags. These are asked for by name.
 */
const NAMED = {
  'node:fs': ['fstatSync', 'writeSync'],
  'node:crypto': ['createHash', 'createHmac', 'randomBytes', 'randomUUID', 'timingSafeEqual'],
  'node:os': ['homedir', 'hostname', 'tmpdir', 'userInfo'],
  'node:process': [],
  'node:tty': [],
};

export const builtinsByName = {
  name: 'builtins-by-name',
  setup(build) {
    build.onResolve({ filter: /^node:(crypto|os|process|tty)$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    // Only where every command passes: reading all of `node:fs` loads its streams.
    build.onResolve({ filter: /^node:fs$/ }, ({ path, importer }) =>
      /[\\/](launch|fd-stream)\.ts$/.test(importer)
        ? { path, namespace: 'builtin', suffix: importer.endsWith('launch.ts') ? '?launcher' : '' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const module = path === 'node:process' ? 'globalThis.process' : `process.getBuiltinModule('${path}')`;
      const names = NAMED[path].map((name) => `export const ${name} = builtin.${name};`);
      return {
        contents: `const builtin = ${module}; export default builtin;\n${names.join('\n')}`,
        loader: 'js',
      };
    });
  },
};

/** The two of llhttp's constants that undici reads, as they are. */
function parserConstants() {
  const { TYPE, ERROR } = createRequire(import.meta.url)('undici/lib/llhttp/constants.js');
  return `module.exports = ${JSON.stringify({ TYPE, ERROR })}`;
}

/** Modules that are never used here, or hardly, with what stands in for them. */
const STAND_INS = [
  // HTTP/2 is not offered to the service (`allowH2` is off), and fetch's bodies are not sent.
  [
    /undici[\\/]lib[\\/]dispatcher[\\/]client-h2\.js$/,
    'module.exports = () => { throw new Error("no HTTP/2") }',
  ],
  [/undici[\\/]lib[\\/]web[\\/]fetch[\\/]body\.js$/, 'module.exports = {}'],
  // The parser's constants are worked out when they are loaded, with tables of which undici reads two.
  [/undici[\\/]lib[\\/]llhttp[\\/]constants\.js$/, parserConstants()],
  // cli-table3 colours its frames with it when it is asked to, and is never asked.
  [/@colors[\\/]colors[\\/]safe\.js$/, 'module.exports = {}'],
  // cli-table3 draws frames around stand-ins that are one character wide (src/output/box.ts): measuring them needs
  // none of the patterns of emoji, which take longer to compile than the table to draw.
  [/string-width[\\/]index\.js$/, 'module.exports = (text) => text.length'],
];

/** Node's modules that a dependency asks for at its top, and needs only for what is not used here. */
const LAZY_BUILTINS = [
  // undici: the default size of headers, and a test whether a body is one of node:http's own.
  [
    /undici[\\/]lib[\\/]/,
    'node:http',
    'module.exports = { maxHeaderSize: 16384, IncomingMessage: class {} }',
  ],
  // undici: its assertions, none of which uses more than this.
  [
    /undici[\\/]lib[\\/]/,
    'node:assert',
    `const assert = (ok, message) => { if (!ok) throw message instanceof Error ? message : new Error(message ?? 'assertion failed in undici') };
     module.exports = Object.assign(assert, { ok: assert, equal: (a, b) => assert(a == b), strictEqual: (a, b) => assert(a === b), notStrictEqual: (a, b) => assert(a !== b) });`,
  ],
  // commander: starts executables for subcommands, which this program has none of.
  [/commander[\\/]lib[\\/]/, 'node:child_process', 'module.exports = {}'],
];

export const standIns = {
  name: 'stand-ins',
  setup(build) {
    for (const [filter, contents] of STAND_INS) build.onLoad({ filter }, () => ({ contents, loader: 'js' }));
    for (const [importer, name, contents] of LAZY_BUILTINS) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, (args) =>
        importer.test(args.importer)
          ? { path: name, namespace: 'stand-in', pluginData: contents }
          : undefined,
      );
    }
    build.onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ pluginData }) => ({
      contents: pluginData,
      loader: 'js',
    }));
  },
};

/**
 * undici carries its parser as base64 in a source, which is read, compiled and decoded at every start. Here it is a
 * file beside the bundle; so is the one for machines without SIMD, which hardly any asks for.
 */
export const parserAsFile = {
  name: 'parser-as-file',
  setup(build) {
    build.onLoad({ filter: /undici[\\/]lib[\\/]llhttp[\\/]llhttp.*-wasm\.js$/ }, ({ path }) => {
      const name = `${basename(path, '-wasm.js')}.wasm`;
      mkdirSync('dist/chunks', { recursive: true });
      writeFileSync(`dist/chunks/${name}`, createRequire(import.meta.url)(path));
      return {
        contents: `module.exports = process.getBuiltinModule('node:fs').readFileSync(__dirname + '/${name}')`,
        loader: 'js',
      };
    });
  },
};

/** See src/webassembly-tiers.ts. Not for programs that use the client: flags are theirs to set. */
export const baselineWebAssembly = {
  name: 'baseline-webassembly',
  setup(build) {
    build.onLoad({ filter: /undici[\\/]lib[\\/]dispatcher[\\/]client-h1\.js$/ }, ({ path }) => {
      const [before, after, ...more] = readFileSync(path, 'utf8').split('function lazyllhttp () {');
      if (after === undefined || more.length > 0)
        throw new Error('undici compiles its parser somewhere else now');
      const tiers = JSON.stringify(resolve('src/webassembly-tiers.ts'));
      return {
        contents: `${before}function lazyllhttp () { require(${tiers}).turnTiersOff();${after}`,
        loader: 'js',
      };
    });
  },
};
