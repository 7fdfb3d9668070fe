// How the bundle meets src/code-cache.
import { createHash } from 'node:crypto';

/**
 * Each part becomes a function that is given what a CommonJS module has, in parentheses, so that V8 compiles it at
 * once. The launcher asks the code cache for the parts, and they get its `load` as their `require`. It is told a name
 * for this build, for what is kept of one is of no use to another.
 */
export const throughCodeCache = {
  name: 'through-code-cache',
  renderChunk: (code, { isEntry }) =>
    isEntry
      ? code.replace(/\brequire\('(\.\/chunks\/[^']+)'\)/g, "exports.load('$1')")
      : `(function(exports,require,module,__dirname){${code}\n})`,
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
    const hash = createHash('sha256').update(JSON.stringify(chunks.map(({ code }) => code)));
    const name = JSON.stringify(hash.digest('hex').slice(0, 16));
    for (const chunk of chunks) if (chunk.isEntry) chunk.code = chunk.code.replace('__EXO_DI_BUILD__', name);
  },
};
