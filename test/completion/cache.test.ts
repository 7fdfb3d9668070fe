import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FRESH_MS, fileCache } from '../../src/completion/cache.js';
import { ownFolder } from '../helpers/folder.js';

let folder = '';
beforeEach(() => {
  folder = ownFolder();
});
afterEach(() => chmodSync(folder, 0o700));

const cacheIn = (xdg: string, home?: string) =>
  fileCache({ env: { XDG_CACHE_HOME: xdg }, platform: process.platform, home, now: Date.now });
const KEY = ['deployment', 'at-vie-2', 'https://example.com/v2', 'EXOkey'];
const onlyFile = (parent: string) => join(parent, 'exo-di', readdirSync(join(parent, 'exo-di'))[0] ?? '');

test('returns the cached names only for the same key', () => {
  const cache = cacheIn(folder);
  cache.write(KEY, ['my-app', 'chat']);
  expect(cache.read(KEY)).toEqual(['my-app', 'chat']);
  expect(cache.read([...KEY, 'other'])).toBeUndefined();
});

test('only its owner can read the cache, and it does not contain the key', () => {
  cacheIn(folder).write(KEY, ['my-app']);
  const file = onlyFile(folder);
  if (process.platform !== 'win32') {
    expect(statSync(join(folder, 'exo-di')).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(readFileSync(file, 'utf8')).toBe('["my-app"]');
  expect(file).not.toContain('EXOkey');
  expect(readdirSync(join(folder, 'exo-di'))).toHaveLength(1);
});

test.each([
  ['old', -FRESH_MS - 1000],
  ['from the future', 60_000],
])('a cache file that is %s is ignored', (_, ageMs) => {
  const cache = cacheIn(folder);
  cache.write(KEY, ['my-app']);
  const then = new Date(Date.now() + ageMs);
  utimesSync(onlyFile(folder), then, then);
  expect(cache.read(KEY)).toBeUndefined();
});

test.each(['', '{', '{"a":1}', '[1]', 'null'])('a broken cache file is ignored: %j', (text) => {
  const cache = cacheIn(folder);
  cache.write(KEY, []);
  writeFileSync(onlyFile(folder), text);
  expect(cache.read(KEY)).toBeUndefined();
});

test('without XDG_CACHE_HOME, or with a relative one, the cache is in ~/.cache', () => {
  for (const xdg of ['', 'relative']) {
    const home = join(folder, `home-${xdg}`);
    mkdirSync(home);
    cacheIn(xdg, home).write(KEY, ['my-app']);
    expect(onlyFile(join(home, '.cache'))).toContain('exo-di');
  }
});

test('a missing home folder is not created', () => {
  const home = join(folder, 'nobody');
  cacheIn('', home).write(KEY, ['my-app']);
  expect(existsSync(home)).toBe(false);
});

test.skipIf(process.platform !== 'linux')(
  'a home in which no folder can be created does not cause an endless loop',
  () => {
    cacheIn('', '/proc').write(KEY, ['my-app']);
    expect(cacheIn('', '/proc').read(KEY)).toBeUndefined();
  },
);

test('if no file can be written, nothing is cached and nothing fails', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  for (const cache of [cacheIn(file), cacheIn('', undefined)]) {
    cache.write(KEY, ['my-app']);
    expect(cache.read(KEY)).toBeUndefined();
  }
});
