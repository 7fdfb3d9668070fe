import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MACHINE_ENV } from '../helpers/launch.js';

/* What `npm pack` ships, without anything beside it. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

let shipped: string[];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-di-pack-'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const listed = execFileSync(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed]: { files: { path: string }[] }[] = JSON.parse(listed);
  shipped = packed?.files.map(({ path }) => path) ?? [];
  for (const path of shipped) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('installs nothing beside itself, and runs alone', () => {
    expect(JSON.parse(read('package.json')).dependencies).toBeUndefined();
    const launcher = join(folder, 'bin', 'exo-di.js');
    const run = (...args: string[]) =>
      execFileSync(process.execPath, [launcher, ...args], { env: MACHINE_ENV, encoding: 'utf8' });
    expect(run('--version')).toMatch(/^exo-di /);
    expect(run('config', 'list', '-O', 'json')).toBe('[]\n');
    expect(run('schedule', 'show', '--help')).toContain('Usage: exo-di schedule show');
  });

  test('every link of the README leads to a file in it', () => {
    const links = [...read('README.md').matchAll(/\]\((?!#|https?:)([^)#]+)/g)].map(([, path]) => path);
    expect(links).not.toEqual([]);
    expect(links.filter((path) => !shipped.includes(path ?? ''))).toEqual([]);
  });

  test('the licences of what is bundled are in it', () => {
    const notices = read('dist/THIRD-PARTY-NOTICES.txt');
    expect(shipped).toContain('dist/THIRD-PARTY-NOTICES.txt');
    for (const name of ['commander', 'undici', 'zod', 'chalk', 'cli-table3', 'smol-toml', 'yaml', 'hono'])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    expect(notices).toContain('WITHOUT WARRANTY');
  });
});
