// How the bundle is cut. Left alone, esbuild makes a file of each lazily imported module and of each set of modules
// that some of them share: one command then reads some forty files, and each costs time. What is used together is put
// together here; the sources keep importing what they need by its own name.
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

/** What every command needs to speak with the service is imported lazily, but always together: it is one module. */
const SESSION = [
  'src/config/settings.ts',
  'src/config/files.ts',
  'src/api/client.ts',
  'src/api/production-transport.ts',
  'src/output/render.ts',
  'src/version.ts',
];

/** A name for a module as a property of the session. */
const exportName = (module) => module.replace(/\W/g, '_');

export const sessionInOne = {
  name: 'session-in-one',
  setup(build) {
    // `import('./client.js')` becomes `import('session').then((session) => session.src_api_client_ts)`.
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replace(
        /\bimport\('(\.{1,2}\/[^']+)\.js'\)/g,
        (lazy, target) => {
          const module = relative('.', resolve(dirname(path), `${target}.ts`))
            .split(sep)
            .join('/');
          return SESSION.includes(module)
            ? `import('session:').then((session) => session.${exportName(module)})`
            : lazy;
        },
      );
      return { contents, loader: 'ts' };
    });
    build.onResolve({ filter: /^session:$/ }, () => ({ path: 'session', namespace: 'session' }));
    build.onLoad({ filter: /.*/, namespace: 'session' }, () => ({
      contents: SESSION.map((m) => `export * as ${exportName(m)} from ${JSON.stringify(resolve(m))};`).join(
        '\n',
      ),
      loader: 'js',
      resolveDir: resolve('.'),
    }));
  },
};

/** The outputs that these static imports lead to, the roots included. */
function reachable(roots, outputs) {
  const found = new Set();
  const visit = (path) => {
    if (found.has(path) || !outputs[path]) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path].imports) if (kind === 'import-statement') visit(next);
  };
  for (const root of roots) visit(root);
  return found;
}

/** The commands whose shared parts are worth one file: those that operators and scripts call all the time. */
const COMMON = /^(session:session|src\/commands\/deployment\/(show|list|scale|create|delete)\.ts)$/;

/**
 * rollup's manualChunks, from esbuild's outputs: what the command line always needs is `core`, what the common
 * commands share is `shared`. What only some need (the sandbox, YAML, templates, tables) stays apart.
 */
export function fewFiles(outputs) {
  const entries = (wanted) => Object.keys(outputs).filter((path) => wanted(outputs[path].entryPoint ?? ''));
  const first = reachable(
    entries((entry) => entry === 'src/launch.ts'),
    outputs,
  );
  const core = reachable(
    entries((entry) => entry === 'src/process.ts'),
    outputs,
  );
  const shared = reachable(
    entries((entry) => COMMON.test(entry)),
    outputs,
  );
  const isOwn = (path) => outputs[path]?.entryPoint?.startsWith('src/commands/');
  return (id) => {
    const path = relative('.', id).split(sep).join('/');
    // What the launcher itself needs stays apart, so that the version loads nothing more.
    if (first.has(path)) return outputs[path]?.entryPoint ? undefined : 'first';
    if (core.has(path)) return 'core';
    return shared.has(path) && !isOwn(path) ? 'shared' : undefined;
  };
}
