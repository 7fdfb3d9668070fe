import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { addAccount, setDefaultAccount } from '../../src/config/edit.js';
import { updateConfigFile, writeConfigFile } from '../../src/config/write-file.js';
import { nodeFiles } from '../../src/io/read-files.js';
import { failOnce } from '../helpers/failing-fs.js';
import { ownFolder } from '../helpers/folder.js';
import { sources } from './memory.js';

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

const posix = test.skipIf(process.platform === 'win32');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const write = async (path: string, text: string, was?: string) =>
  writeConfigFile({ path, shown: 'exoscale.toml', text, was }, folder);

describe('writeConfigFile', () => {
  posix('creates the folder with mode 0700 and the file with mode 0600', async () => {
    const path = join(folder, 'a', 'exoscale', 'exoscale.toml');
    await write(path, 'x = 1\n');
    expect(await readFile(path, 'utf8')).toBe('x = 1\n');
    expect(await modeOf(path)).toBe(0o600);
    expect(await modeOf(join(folder, 'a', 'exoscale'))).toBe(0o700);
  });

  posix('replaces a file that others could read by one with mode 0600', async () => {
    const path = join(folder, 'exoscale.toml');
    await writeFile(path, 'old');
    await chmod(path, 0o644);
    await write(path, 'new', 'old');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await modeOf(path)).toBe(0o600);
    expect(await readdir(folder)).toEqual(['exoscale.toml']);
  });

  posix('writes to the target of links, even if it does not exist yet', async () => {
    const link = join(folder, 'exoscale.toml');
    await symlink('second', link);
    await symlink('dotfiles/exo.toml', join(folder, 'second'));
    await write(link, 'one');
    await write(link, 'two', 'one');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readlink(link)).toBe('second');
    expect(await readFile(join(folder, 'dotfiles', 'exo.toml'), 'utf8')).toBe('two');
  });

  test.each([
    ['EACCES', 'permission denied'],
    ['EBUSY', 'it is in use, or mounted by itself and not with its folder'],
  ])(
    'keeps the old file, leaves no other, and names the reason if it cannot write: %s',
    async (code, why) => {
      const path = join(folder, 'exoscale.toml');
      await writeFile(path, 'old');
      failOnce('renameSync', code);
      await expect(write(path, 'new', 'old')).rejects.toMatchObject({
        message: `configuration file exoscale.toml cannot be written: ${why}`,
        exitCode: 2,
      });
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['exoscale.toml']);
    },
  );

  test.each([
    ['changed', 'theirs', 'old'],
    ['created', 'theirs', undefined],
  ])('does not overwrite a file that somebody else has %s meanwhile', async (_, theirs, was) => {
    const path = join(folder, 'exoscale.toml');
    await writeFile(path, theirs);
    await expect(write(path, 'ours', was)).rejects.toMatchObject({ exitCode: 5, code: 'config-changed' });
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['exoscale.toml']);
  });

  posix('refuses links in a circle, and folders in the place of the file', async () => {
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    await expect(write(join(folder, 'a'), 'x')).rejects.toThrow('its links go round in circles');
    await mkdir(join(folder, 'exoscale.toml'));
    await expect(write(join(folder, 'exoscale.toml'), 'x')).rejects.toThrow('it is not a regular file');
  });
});

describe('updateConfigFile', () => {
  const at = (config?: string) =>
    sources({
      home: folder,
      cwd: folder,
      flags: { config },
      platform: process.platform,
      env: { AppData: folder },
    });
  const from = (config?: string) => ({ ...at(config), files: nodeFiles });
  const add = (name: string) => (text: string, shown: string) =>
    addAccount(text, shown, { name, key: 'k', secret: 's' });

  test('creates the file in the configuration folder, then edits it', async () => {
    const first = await updateConfigFile(from(), add('a'));
    expect(first).toMatchObject({ was: undefined, commentsLost: false });
    await updateConfigFile(from(), add('b'));
    const last = await updateConfigFile(from(), (text, shown) => setDefaultAccount(text, shown, 'b'));
    expect(last).toMatchObject({ path: first.path, was: expect.stringContaining('defaultAccount') });
    expect(await readFile(first.path, 'utf8')).toMatch(/^defaultAccount = "b"\n/);
  });

  test('creates the file that --config names', async () => {
    const { path } = await updateConfigFile(from('mine/x.toml'), add('a'));
    expect(path).toBe(join(folder, 'mine', 'x.toml'));
  });

  test('writes nothing if the edit is refused', async () => {
    const error = updateConfigFile(from(), (text, shown) => setDefaultAccount(text, shown, 'a'));
    await expect(error).rejects.toMatchObject({ exitCode: 4 });
    expect(await readdir(folder)).toEqual([]);
  });
});
