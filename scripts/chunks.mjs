// How the bundle is cut. Left alone, esbuild makes a file of each lazily imported module and of each set of modules
// that some of them share: one command then reads some forty files, and each costs time. What is used together is put
// together here; the sources keep importing what they need by its own name.
import { readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';

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
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path, pluginData }) => {
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
      return { contents, loader: 'ts', pluginData };
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

/**
 * What the launcher has in common with other parts stands twice, for it is to be one file: nothing else is read for
 * `--version`.
 */
export const launcherInOne = {
  name: 'launcher-in-one',
  setup(build) {
    const common = /\/(version|webassembly-tiers|user-cache|files)\.js$/;
    build.onResolve({ filter: common }, ({ path, importer, pluginData }) =>
      pluginData === 'launcher' || /[\\/](launch\.ts|code-cache[\\/]\w+\.ts)$/.test(importer)
        ? {
            path: resolve(dirname(importer), path.replace(/\.js$/, '.ts')),
            suffix: '?launcher',
            pluginData: 'launcher',
          }
        : undefined,
    );
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

/** The commands that operators and scripts call all the time: each is one file, and what several share another. */
const COMMON = ['show', 'list', 'scale', 'create', 'delete'].map(
  (verb) => `src/commands/deployment/${verb}.ts`,
);

/**
 * rollup's manualChunks. What the command line always needs is `core`; what describes the common commands is `help`,
 * what they share is `shared`; what speaks with the service is `session`, so that a usage error loads no HTTP; what
 * draws is `table`. What only some need (the sandbox, YAML, templates) stays apart.
 */
export function fewFiles(outputs) {
  const from = (...entries) =>
    reachable(
      Object.keys(outputs).filter((path) => entries.includes(outputs[path].entryPoint)),
      outputs,
    );
  const commands = COMMON.map((entry) => [basename(entry, '.ts'), from(entry)]);
  const isShared = (path) => commands.filter(([, members]) => members.has(path)).length > 1;
  const session = from('session:session');
  // The little that completion has in common with commands: for a TAB neither of the two is read.
  const common = [...from('src/launch-completion.ts')].filter(
    (path) => session.has(path) || commands.some(([, members]) => members.has(path)),
  );
  const groups = [
    ['core', new Set([...from('src/process.ts'), ...common])],
    ['help', from('src/program/deployment.ts')],
    ['shared', new Set(Object.keys(outputs).filter(isShared))],
    ['session', session],
    ['table', from('src/output/table.ts')],
    ...commands,
  ];
  const isRare = (path) => {
    const entry = outputs[path]?.entryPoint ?? '';
    return entry.startsWith('src/commands/') && !COMMON.includes(entry);
  };
  return (id) => {
    const path = relative('.', id).split(sep).join('/');
    return isRare(path) ? undefined : groups.find(([, members]) => members.has(path))?.[0];
  };
}

/** Imports for the sake of a file's effects alone: in the launcher they would load what only a command needs. */
export const withoutBareImports = (text) => text.replace(/import\s*"\.\/chunks\/[^"]+";/g, '');
