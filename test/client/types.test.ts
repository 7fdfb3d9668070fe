import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
// @ts-expect-error: a script, without types
import { madeOf } from '../../scripts/client-docs.mjs';
import { ownFolder } from '../helpers/folder.js';
import { packaged } from '../helpers/packaged.js';
import { blocksOf } from '../helpers/readme.js';

/* The declarations as seen by a program that has only this package installed. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLES = join(ROOT, 'docs/examples/client');
const STRICT = [
  ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
  ...['--module', 'nodenext', '--target', 'es2020'],
];

const PROGRAM = `
import { ExoscaleClient, NotFoundError, type Deployment, type ExoscaleZone, type Operation } from 'exo-di/client';
const client = new ExoscaleClient({ key: 'EXO', secret: 'x' });
const zone: ExoscaleZone = client.zone('at-vie-2');
export async function replicas(id: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const operation: Operation = await zone.scaleDeployment(id, { replicas: 0 }, { signal });
    await zone.waitForOperation(operation, { signal, timeoutMs: 1 });
    const deployment: Deployment = await zone.getDeployment(id);
    for (const key of await zone.listApiKeys()) {
      key.models satisfies string[] | undefined;
      key['all-models'] satisfies boolean | undefined;
    }
    for await (const { zone, name } of client.deployments({ signal })) zone satisfies string, name satisfies string;
    return deployment.replicas;
  } catch (error) {
    if (error instanceof NotFoundError) error.status satisfies number | undefined, error.reason satisfies string;
    throw error;
  }
}
// @ts-expect-error a deployment is scaled to a number
zone.scaleDeployment('id', { replicas: 'none' });
// @ts-expect-error the secret is asked for
new ExoscaleClient({ key: 'EXO' });
`;

let folder: string;
beforeAll(async () => {
  await packaged();
  folder = ownFolder();
  const installed = join(folder, 'node_modules/exo-di');
  mkdirSync(join(installed, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  cpSync(join(ROOT, 'dist/client.d.ts'), join(installed, 'dist/client.d.ts'));
});

/** The errors of the compiler. */
function objections(...args: string[]): string {
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...STRICT, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return '';
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

test('exo-di/client compiles without other packages', () => {
  writeFileSync(join(folder, 'program.mts'), PROGRAM);
  expect(objections('program.mts')).toBe('');
});

test('the types equal those of the source, and the examples and code on pages compile', () => {
  const types = readFileSync(join(folder, 'node_modules/exo-di/dist/client.d.ts'), 'utf8');
  const [, names = ''] = /^export type \{ (.*) \};$/m.exec(types) ?? [];
  const same = names.split(', ').map((name) => `true satisfies Same<Told.${name}, Made.${name}>;`);
  const program = `
    import type * as Told from 'exo-di/client';
    import type * as Made from '${ROOT}src/client/index.js';
    type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    ${same.join('\n')}`;
  const blocks = blocksOf('docs/guide/client.md').filter(({ language }) => language === 'ts');
  const written = { 'same.mts': program };
  for (const [index, { text }] of blocks.entries()) Object.assign(written, { [`shown-${index}.mts`]: text });
  for (const [file, text] of Object.entries(written)) writeFileSync(join(folder, file), text);
  const examples = readdirSync(EXAMPLES).filter((file) => file.endsWith('.mjs'));
  for (const file of examples) cpSync(join(EXAMPLES, file), join(folder, file));
  const node = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node', '--skipLibCheck'];
  expect(same.length).toBeGreaterThan(15);
  expect([examples.length, blocks.length].every(Boolean)).toBe(true);
  // The compiler starts once for everything. The source is compiled less strictly, as it is not the subject here.
  const found = objections('--allowJs', '--checkJs', ...node, ...Object.keys(written), ...examples);
  expect(found.split('\n').filter((line) => /^[\w-]+\.m[tj]s\b/.test(line))).toEqual([]);
});

test('docs/reference/client.md is the present output of TypeDoc', () => {
  const types = readFileSync(join(folder, 'node_modules/exo-di/dist/client.d.ts'), 'utf8');
  const page = readFileSync(join(ROOT, 'docs/reference/client.md'), 'utf8');
  expect(page, 'run: npm run docs').toContain(`\n${madeOf(types)}\n`);
  const exported = [...types.matchAll(/^export (?:type )?\{ (.*) \};$/gm)];
  const names = exported.flatMap(([, list = '']) => list.split(', '));
  const headings = [...page.matchAll(/^##(?:#)? (\w.*)$/gm)].map(([, title]) => title);
  expect(names.filter((name) => !headings.includes(name))).toEqual([]);
  // An export without a comment would be listed under a heading of TypeDoc's own.
  expect(headings.filter((title) => /^(?:Classes|Interfaces|Type Aliases)$/.test(title ?? ''))).toEqual([]);
});
