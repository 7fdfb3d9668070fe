import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fileProblem } from '../../src/io/file-problem.js';
import { createFile, followLinks, makeFolder, replaceFile } from '../../src/io/files.js';
import { failOnce } from '../helpers/failing-fs.js';
import { ownFolder } from '../helpers/folder.js';

let base: string;
beforeEach(() => {
  base = ownFolder();
});

const asRoot = test.skipIf(process.geteuid?.() !== 0);
const posix = test.skipIf(process.platform === 'win32');

/** Returns the problem of this action as an error message states it. */
function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return fileProblem(error);
  }
  return 'nothing went wrong';
}

describe('makeFolder', () => {
  test('creates the folder and its parents for this user only, and accepts an existing one', () => {
    const path = join(base, 'a', 'b', 'c');
    expect(makeFolder(path, base)).toBe(true);
    expect(makeFolder(path, base)).toBe(false);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test.each(['home', 'home/'])('does not create a missing home: %s', (home) => {
    const path = join(base, 'home', '.config', 'exoscale');
    const why = problemOf(() => makeFolder(path, `${base}/${home}`));
    expect(why).toBe(`there is no folder ${join(base, 'home')}`);
    expect(existsSync(join(base, 'home'))).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')(
    'fails, and does not loop, if the parent refuses folders with ENOENT',
    () => {
      const why = problemOf(() => makeFolder('/proc/.config/exoscale', '/proc'));
      expect(why).toBe('no folder can be made in /proc');
    },
  );

  test('reports a file in the place of a folder', () => {
    writeFileSync(join(base, 'file'), '');
    const why = 'a part of its path is not a folder';
    expect(problemOf(() => makeFolder(join(base, 'file', 'a'), base))).toBe(why);
  });

  asRoot('what root creates in the home of a user belongs to that user', () => {
    chownSync(base, 12345, 12345);
    makeFolder(join(base, 'a', 'b'), base);
    replaceFile(join(base, 'a', 'b', 'file'), 'text');
    for (const path of ['a', 'a/b', 'a/b/file']) expect(statSync(join(base, path)).uid).toBe(12345);
  });
});

describe('replaceFile', () => {
  test('creates or replaces the file, readable only by its owner', () => {
    const path = join(base, 'file');
    replaceFile(path, 'one');
    replaceFile(path, Buffer.from('two'), { flush: true });
    expect(readFileSync(path, 'utf8')).toBe('two');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(base)).toEqual(['file']);
  });

  test.each<[string, () => void, string]>([
    ['it cannot be made', () => failOnce('openSync', 'EROFS'), 'the file system is read-only'],
    ['the disk is full', () => failOnce('writeSync', 'ENOSPC'), 'no space left on the device'],
    [
      'flushing it shows that the disk is full',
      () => failOnce('fsyncSync', 'EDQUOT'),
      'the disk quota is used up',
    ],
    ['the renaming fails', () => failOnce('renameSync', 'EACCES'), 'permission denied'],
  ])('leaves the old file and no other when %s', (_, breakIt, why) => {
    const path = join(base, 'file');
    writeFileSync(path, 'old');
    breakIt();
    expect(problemOf(() => replaceFile(path, 'new', { flush: true }))).toBe(why);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(base)).toEqual(['file']);
  });

  test('refuses to replace a folder by a file', () => {
    mkdirSync(join(base, 'folder'));
    expect(problemOf(() => replaceFile(join(base, 'folder'), 'x'))).toBe('it is not a regular file');
    expect(lstatSync(join(base, 'folder')).isDirectory()).toBe(true);
  });

  posix('followLinks returns the target of a chain of links, even a missing one, and reports circles', () => {
    symlinkSync('second', join(base, 'first'));
    symlinkSync('dotfiles/file', join(base, 'second'));
    expect(followLinks(join(base, 'first'))).toBe(join(base, 'dotfiles', 'file'));
    symlinkSync('b', join(base, 'a'));
    symlinkSync('a', join(base, 'b'));
    expect(problemOf(() => followLinks(join(base, 'a')))).toBe('its links go round in circles');
  });
});

describe('createFile', () => {
  test('creates the file only once, and leaves none if it cannot be written', () => {
    const path = join(base, 'file');
    failOnce('writeSync', 'ENOSPC');
    expect(problemOf(() => createFile(path, 'text'))).toBe('no space left on the device');
    expect(readdirSync(base)).toEqual([]);
    expect(createFile(path, 'ours')).toBe(true);
    expect(createFile(path, 'theirs')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('ours');
  });
});
