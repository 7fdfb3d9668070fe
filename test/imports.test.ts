import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

/** Folders that everything above may import. */
const GROUND = ['schemas', 'domain', 'errors', 'exit-codes', 'clock', 'once', 'version'];
/** Files with what commands get, and with their errors. */
const GIVEN = ['deps', 'hints', 'print-error'];

/*
 * Imports between the folders of `src`, and the files beside them, go in one direction, also imports of types and
 * import(): launch → process → main → program → commands → {api, desired, output, io, config} → domain → schemas.
 * `program` knows specs and no verb: `tree.ts` has the names of the resources and loads the rest.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'exit-codes': [],
  clock: [],
  version: [],
  home: [],
  once: [],
  schemas: ['once'],
  domain: ['schemas', 'once'],
  errors: ['domain', 'exit-codes'],
  desired: GROUND,
  output: ['desired', ...GROUND],
  io: ['output', ...GROUND],
  config: ['io', 'output', ...GROUND],
  api: GROUND,
  client: ['api', ...GROUND],
  endpoint: ['api', ...GROUND],
  proxy: ['api', ...GROUND],
  sandbox: ['io', ...GROUND],
  deps: ['api', 'config', 'endpoint', 'io', 'output', ...GROUND],
  hints: ['deps', ...GROUND],
  'print-error': ['api', 'io', 'output', ...GROUND],
  program: ['deps', 'output', ...GROUND],
  completion: ['program', 'host', 'api', 'config', 'io', 'output', ...GROUND],
  commands: [
    'program',
    'completion',
    'api',
    'endpoint',
    'proxy',
    'desired',
    'sandbox',
    'config',
    'io',
    'output',
    ...GIVEN,
    ...GROUND,
  ],
  tree: ['commands', 'program'],
  docs: ['tree', 'commands', 'program', 'output', ...GROUND],
  'program.ts': ['program', 'tree', 'version'],
  network: ['api', 'config', 'endpoint', 'output', ...GROUND],
  host: ['network', 'deps', 'hints', 'nested', 'config', 'io', 'output', ...GROUND],
  main: ['program.ts', 'program', 'tree', 'host', 'network', 'config', 'io', ...GIVEN, ...GROUND],
  nested: ['main', 'deps', 'io', ...GROUND],
  process: ['main', 'io', 'home', ...GROUND],
  'launch-completion': ['tree', 'completion', 'io', 'home', ...GROUND],
  launch: ['process', 'launch-completion', 'io', 'version'],
};

/**
 * Commands that run other commands import what runs them, which is a circle; so that import happens when they are
 * called.
 */
const LEADS_BACK = ['host → nested', 'nested → main', 'main → host'];

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

/** All imports of a file: `import`, `export … from` and `import()`. */
const imports = files.flatMap((from) => {
  const text = readFileSync(`${SOURCES}${from}`, 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport\(|^import) ?'(\.[^']+)\.js'/gm)].map(([, path = '']) => ({
    from,
    to: `${posix.join(posix.dirname(from), path)}.ts`,
  }));
});

/**
 * The folder of `src`, or the file beside the folders, that a path belongs to; `program.ts` has the name of a folder.
 */
function placeOf(file: string): string {
  const [first = ''] = file.split('/');
  return first === 'program.ts' ? first : first.replace(/\.ts$/, '');
}

const between = imports
  .map((one) => ({ ...one, arrow: `${placeOf(one.from)} → ${placeOf(one.to)}` }))
  .filter(({ from, to }) => placeOf(from) !== placeOf(to));

test('every folder of src, and every file beside them, has a place in the order', () => {
  expect(Object.keys(MAY_IMPORT).sort()).toEqual([...new Set(files.map(placeOf))].sort());
});

test('the allowed imports have no circles', () => {
  expect(
    circles(
      Object.entries(MAY_IMPORT).flatMap(([from, all]) =>
        all.filter((to) => !LEADS_BACK.includes(`${from} → ${to}`)).map((to) => [from, to] as const),
      ),
    ),
  ).toEqual([]);
});

test('every import is an allowed one', () => {
  const against = between.filter(({ from, to }) => !MAY_IMPORT[placeOf(from)]?.includes(placeOf(to)));
  expect(against.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('the folders within a folder have no circles of imports', () => {
  const arrows = imports.flatMap(({ from, to }): (readonly [string, string])[] => {
    const [a, b] = [from, to].map((file) => file.split('/'));
    const at = a?.findIndex((part, index) => part !== b?.[index]) ?? 0;
    // The folders of `src` itself are checked above. A folder and the folders in it count as one.
    if (!a || !b || at < 1 || at >= a.length - 1 || at >= b.length - 1) return [];
    return [[a.slice(0, at + 1).join('/'), b.slice(0, at + 1).join('/')]];
  });
  expect(circles(arrows)).toEqual([]);
});

test('code that all verbs share imports no resource', () => {
  const isShared = (file: string) => file.startsWith('commands/lib/');
  const isVerb = (file: string) => file.startsWith('commands/') && !isShared(file);
  expect(imports.filter(({ from, to }) => isShared(from) && isVerb(to))).toEqual([]);
});

test('no file imports itself through others, not even types', () => {
  // An import() inside a function may lead back, because it happens only when the function is called.
  const arrows = files.flatMap((from) => {
    const found = readFileSync(`${SOURCES}${from}`, 'utf8').matchAll(/\bfrom '(\.[^']+)\.js'/g);
    return [...found].map(([, path = '']) => [from, `${posix.join(posix.dirname(from), path)}.ts`] as const);
  });
  expect(circles(arrows)).toEqual([]);
});

/** Folders with a file for each resource or thing of the service. The same thing has the same name in each of them. */
const BY_THING = ['commands/', 'output/views/', 'schemas/', 'api/calls/', 'sandbox/'];

test('files have different names, but for those of one thing in the folders with a file for each', () => {
  const owner = (file: string) => {
    const [first = '', second = '', third = ''] = file.split('/');
    if (first === 'commands' && third) return `${first}/${second}`;
    return BY_THING.find((folder) => file.startsWith(folder)) ?? 'all others';
  };
  const named = new Map<string, string[]>();
  for (const file of files) {
    const key = `${owner(file)}: ${posix.basename(file)}`;
    named.set(key, [...(named.get(key) ?? []), file]);
  }
  expect([...named.values()].filter((all) => all.length > 1)).toEqual([]);
});

/** The circles in a graph of imports. */
function circles(arrows: readonly (readonly [from: string, to: string])[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of arrows) next.set(from, (next.get(from) ?? new Set()).add(to));
  const found: string[] = [];
  const settled = new Set<string>();
  const follow = (at: string, way: readonly string[]) => {
    if (way.includes(at)) found.push([...way.slice(way.indexOf(at)), at].join(' → '));
    if (way.includes(at) || settled.has(at)) return;
    for (const to of next.get(at) ?? []) follow(to, [...way, at]);
    settled.add(at);
  };
  for (const at of next.keys()) follow(at, []);
  return found;
}
