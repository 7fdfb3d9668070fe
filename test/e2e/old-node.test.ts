import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { LAUNCHER, MACHINE_ENV, OTHER } from '../helpers/launch.js';

/** Starts the launcher in a changed Node. @param change a script that runs before the launcher and changes Node */
async function startedWhere(change: string, ...args: readonly string[]) {
  const before = join(ownFolder(), 'before.cjs');
  writeFileSync(before, change);
  const env = { ...MACHINE_ENV, HOME: ownFolder() };
  return promisify(execFile)(process.execPath, ['-r', before, LAUNCHER, ...args], { env });
}

test.skipIf(OTHER)('a Node that is too old is reported, whatever the command is', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });
    Object.defineProperty(process, 'version', { value: 'v18.20.8' });`;
  await expect(startedWhere(old, '--version')).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: `error: exo-di needs Node.js 20.19 or newer, and ${process.execPath} is v18.20.8\nhint: there is a newer one at https://nodejs.org/en/download\n`,
  });
});

test.skipIf(OTHER)('a Node without process.getBuiltinModule (21, 22.2) works', async () => {
  const { stdout, stderr } = await startedWhere('delete process.getBuiltinModule;', 'help', 'exit-codes');
  expect(stdout).toContain('Scripts can depend on them');
  expect(stderr).toBe('');
});
