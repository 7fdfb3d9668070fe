import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { LAUNCHER, MACHINE_ENV, OTHER } from '../helpers/launch.js';

/** Starts the launcher where something of Node is otherwise. @param otherwise a script that sees to it */
async function startedWhere(otherwise: string, ...args: readonly string[]) {
  const before = join(ownFolder(), 'before.cjs');
  writeFileSync(before, otherwise);
  const env = { ...MACHINE_ENV, HOME: ownFolder() };
  return promisify(execFile)(process.execPath, ['-r', before, LAUNCHER, ...args], { env });
}

test.skipIf(OTHER)('a Node that is too old is told, whatever is typed', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });
    Object.defineProperty(process, 'version', { value: 'v18.20.8' });`;
  await expect(startedWhere(old, '--version')).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: `error: exo-di needs Node.js 20.19 or newer, and ${process.execPath} is v18.20.8\nhint: there is a newer one at https://nodejs.org/en/download\n`,
  });
});

test.skipIf(OTHER)('one without process.getBuiltinModule, as 21 and 22.2, will do', async () => {
  const { stdout, stderr } = await startedWhere('delete process.getBuiltinModule;', 'help', 'exit-codes');
  expect(stdout).toContain('Scripts can depend on them');
  expect(stderr).toBe('');
});
