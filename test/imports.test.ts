import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

/*
 * Arrows between the folders of `src` run one way, those of types too:
 * commands → {api, desired, output, io, config} → domain → schemas; `program` knows no command by itself.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  domain: ['schemas'],
  api: ['domain', 'schemas'],
  client: ['api', 'domain', 'schemas'],
  endpoint: ['api', 'domain', 'schemas'],
  proxy: ['api', 'domain', 'schemas'],
  output: ['desired', 'domain', 'schemas'],
  io: ['output', 'domain', 'schemas'],
  config: ['io', 'output', 'domain', 'schemas'],
  desired: ['domain', 'schemas'],
  sandbox: ['io', 'domain', 'schemas'],
  program: ['output', 'domain', 'schemas'],
  completion: ['program', 'api', 'config', 'io', 'output', 'domain', 'schemas'],
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
    'domain',
    'schemas',
  ],
};

/** Imports against the arrows that are known and not mended yet, at most so many. These numbers may only fall. */
const KNOWN: Readonly<Record<string, number>> = {
  'api → io': 1,
};

/** Every import of a file in a folder from another folder: `import`, `export … from` and `import()`. */
const imports = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && file.includes('/'))
  .flatMap((from) => {
    const text = readFileSync(`${SOURCES}${from}`, 'utf8');
    return [...text.matchAll(/(?:\bfrom|\bimport\(|^import) ?'(\.[^']+)\.js'/gm)].map(([, path = '']) => ({
      from,
      to: `${posix.join(posix.dirname(from), path)}.ts`,
    }));
  })
  .filter(({ to }) => to.includes('/'))
  .map(({ from, to }) => ({ from, to, folders: [folderOf(from), folderOf(to)] as const }))
  .filter(({ folders: [from, to] }) => from !== to);

function folderOf(file: string): string {
  return file.split('/')[0] ?? '';
}

test('every folder has its place, and no two folders import each other', () => {
  expect(Object.keys(MAY_IMPORT)).toEqual(
    expect.arrayContaining([...new Set(imports.flatMap(({ folders }) => folders))]),
  );
  const arrows = Object.entries(MAY_IMPORT).flatMap(([from, all]) => all.map((to) => `${from} → ${to}`));
  const back = (arrow: string) => arrow.split(' → ').reverse().join(' → ');
  expect(arrows.filter((arrow) => arrows.includes(back(arrow)))).toEqual([]);
});

test('no import runs against the arrows', () => {
  const against = new Map<string, string[]>();
  for (const { from, to, folders } of imports) {
    if (MAY_IMPORT[folders[0]]?.includes(folders[1])) continue;
    const arrow = folders.join(' → ');
    against.set(arrow, [...(against.get(arrow) ?? []), `${from} imports ${to}`]);
  }
  const tooMany = [...against].filter(([arrow, found]) => found.length > (KNOWN[arrow] ?? 0));
  expect(Object.fromEntries(tooMany)).toEqual({});
});

test('no file leads back to itself, through types neither', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'));
  // What is imported when it is called may lead back: it is not there while the file is read.
  const next = new Map(
    files.map((file) => {
      const found = readFileSync(`${SOURCES}${file}`, 'utf8').matchAll(/\bfrom '(\.[^']+)\.js'/g);
      return [file, [...found].map(([, path = '']) => `${posix.join(posix.dirname(file), path)}.ts`)];
    }),
  );
  const circles: string[] = [];
  const settled = new Set<string>();
  const follow = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || settled.has(file)) return;
    for (const to of next.get(file) ?? []) follow(to, [...way, file]);
    settled.add(file);
  };
  for (const file of files) follow(file, []);
  expect(circles).toEqual([]);
});
