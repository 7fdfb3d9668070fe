// What start-up does not need is taken out of the bundle here, one trick a plugin. Each was measured: see bench/.
// All of it is about what is loaded, none of it changes what the code does.
import { readFileSync } from 'node:fs';

/**
 * `node:crypto` is asked for with `require`, not `import`: an ES import reads every property for its namespace,
 * and so loads all of WebCrypto.
 */
export const cryptoByRequire = {
  name: 'crypto-by-require',
  setup(build) {
    build.onResolve({ filter: /^node:crypto$/ }, ({ path, kind }) =>
      kind === 'import-statement' || kind === 'dynamic-import' ? { path, namespace: 'builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
      loader: 'js',
    }));
  },
};

/** Modules that are never used here, with what stands in for them. */
const STAND_INS = [
  // HTTP/2 is not offered to the service (`allowH2` is off), and fetch's bodies are not sent.
  [
    /undici[\\/]lib[\\/]dispatcher[\\/]client-h2\.js$/,
    'module.exports = () => { throw new Error("no HTTP/2") }',
  ],
  [/undici[\\/]lib[\\/]web[\\/]fetch[\\/]body\.js$/, 'module.exports = {}'],
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
 * undici's parser is WebAssembly. V8 optimizes it in the background and holds up the exit until it is done (on
 * Node 20 about as long as the whole program takes); the baseline code is fast enough for a few answers. A Node
 * that does not know the flag ignores it.
 */
export const baselineWebAssembly = {
  name: 'baseline-webassembly',
  setup(build) {
    build.onLoad({ filter: /undici[\\/]lib[\\/]dispatcher[\\/]client-h1\.js$/ }, ({ path }) => ({
      contents: `require('node:v8').setFlagsFromString('--liftoff-only');\n${readFileSync(path, 'utf8')}`,
      loader: 'js',
    }));
  },
};
