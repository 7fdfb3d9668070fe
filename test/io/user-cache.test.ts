import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { makeCacheFolder, userCache } from '../../src/io/user-cache.js';
import { ownFolder } from '../helpers/folder.js';

let home: string;
beforeEach(() => {
  home = ownFolder();
});

test.skipIf(process.platform === 'win32')(
  'refuses a folder that others may write to, because compiled code would be run from it',
  () => {
    const folder = join(home, '.cache', 'exo-di', 'code');
    expect(makeCacheFolder(folder, home)).toBe(true);
    expect(makeCacheFolder(folder, home)).toBe(false);
    chmodSync(folder, 0o777);
    expect(() => makeCacheFolder(folder, home)).toThrow(`others may write to ${folder}`);
  },
);

test.skipIf(process.geteuid?.() !== 0)(
  'is made in a folder of root, such as /tmp, but not of somebody else',
  () => {
    const other = join(home, 'other');
    mkdirSync(other);
    chownSync(other, 54321, 54321);
    vi.spyOn(process, 'geteuid').mockReturnValue(12345);
    expect(makeCacheFolder(join(home, 'cache', 'exo-di'), home)).toBe(true);
    expect(() => makeCacheFolder(join(home, 'cache', 'exo-di'), home)).toThrow("is another user's");
    expect(() => makeCacheFolder(join(other, 'cache', 'exo-di'), other)).toThrow(
      `${other} is another user's`,
    );
  },
);

test('does not create a missing home folder', () => {
  const gone = join(home, 'gone');
  expect(() => makeCacheFolder(join(gone, '.cache'), gone)).toThrow();
  expect(existsSync(gone)).toBe(false);
});

test('ignores a home folder that is a relative path', () => {
  expect(userCache({ env: {}, platform: 'linux', home: '.' })).toBeUndefined();
});
