import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { MACHINE_ENV } from '../helpers/launch.js';
import { packaged } from '../helpers/packaged.js';

/* The tarball that npm publishes, installed with `npm install -g`, without a network. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const MOST_BYTES = 1_200_000;

let folder: string;
let tarball: string;
let shipped: string[];
let modules: string;
let installed: string;
beforeAll(async () => {
  await packaged();
  folder = ownFolder();
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const listed = run(NPM, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(listed);
  tarball = join(folder, packed?.filename ?? '');
  shipped = packed?.files.map(({ path }) => path) ?? [];
  const quietly = ['--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'empty-cache')];
  run(NPM, 'install', '-g', '--prefix', join(folder, 'global'), ...quietly, tarball);
  modules = join(folder, 'global', ...(process.platform === 'win32' ? [] : ['lib']), 'node_modules');
  installed = join(modules, 'exo-di');
});

describe('the package', () => {
  test('is small, and installs nothing beside itself', () => {
    expect(statSync(tarball).size).toBeLessThan(MOST_BYTES);
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['exo-di']);
    expect(existsSync(join(installed, 'node_modules'))).toBe(false);
    const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(read('package.json'));
    expect([dependencies, peerDependencies, optionalDependencies]).toEqual([undefined, undefined, undefined]);
  });

  test('runs without the repository', () => {
    const run = (...args: string[]) =>
      execFileSync(process.execPath, [join(installed, 'bin/exo-di.js'), ...args], {
        env: MACHINE_ENV,
        encoding: 'utf8',
      });
    expect(run('--version')).toMatch(/^exo-di /);
    expect(run('config', 'list', '-O', 'json', '-Q')).toBe('[]\n');
    expect(run('schedule', 'show', '--help')).toContain('Usage: exo-di schedule show');
  });

  test.skipIf(process.platform === 'win32')('installs the manual pages where man looks for them', () => {
    const pages = readdirSync(join(folder, 'global/share/man/man1'));
    expect(pages).toEqual(expect.arrayContaining(['exo-di.1', 'exo-di-deployment.1', 'exo-di-apply.1']));
  });

  test('contains the client and its types where package.json says', () => {
    const { exports } = JSON.parse(read('package.json'));
    for (const path of Object.values<string>(exports['./client'])) expect(shipped).toContain(path.slice(2));
  });

  test('contains every file that the README and llms.txt link to', () => {
    for (const from of ['README.md', 'llms.txt']) {
      const links = [...read(from).matchAll(/\]\((?!#|https?:)([^)#]+)/g)].map(([, path]) => path);
      expect(links).not.toEqual([]);
      expect(links.filter((path) => !shipped.includes(path ?? ''))).toEqual([]);
    }
  });

  test('contains the licences of the bundled libraries', () => {
    const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['commander', 'undici', 'zod', 'chalk', 'cli-table3', 'smol-toml', 'yaml', 'hono'])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    // The name of a licence is not enough: each library needs the licence's text.
    for (const part of notices.split(/\n-{80}\n/).slice(1))
      expect(part, part.trim().split('\n', 1)[0]).toMatch(
        /WITHOUT WARRANTY|DISCLAIMS ALL WARRANTIES|"AS IS"/i,
      );
  });
});
