import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLoader } from '../../src/code-cache/loader.js';
import type { Place } from '../../src/code-cache/place.js';
import { readStore } from '../../src/code-cache/store.js';

/*
 * Parts of a program as the build wraps them. Whether code was taken from the store is seen in what the store becomes:
 * only what was compiled anew is written.
 */
const PARTS = {
  'a.cjs': `(function(exports,require,module,__dirname){exports.sum=()=>require('./b.cjs').two+1;exports.folder=__dirname;})`,
  'b.cjs': `(function(exports,require){exports.two=2;exports.path=require('node:path');})`,
  'c.cjs': '(function(exports){exports.loaded=true;})',
};

let folder: string;
let place: Place;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-di-code-'));
  for (const [name, text] of Object.entries(PARTS)) writeFileSync(join(folder, name), text);
  place = { file: join(folder, 'home/.cache/exo-di/code/1a2b/show'), key: 'k', inside: join(folder, 'home') };
  mkdirSync(place.inside);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOWHERE = { at: undefined };
const loader = ({ at }: { at: Place | undefined } = { at: place }) =>
  createLoader({ folder, place: at, require: (name) => process.getBuiltinModule(name) });

/** One run of a program that loads these parts. @returns whether it wrote its store */
function run(names: readonly string[], { at }: { at: Place | undefined } = { at: place }): boolean {
  const before = existsSync(place.file) ? statSync(place.file).ino : undefined;
  const { load, save } = loader({ at });
  for (const name of names) load(`./${name}`);
  save();
  return (existsSync(place.file) ? statSync(place.file).ino : undefined) !== before;
}

function unlessItFails<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

test('a part is what require would return: loaded once, by any path, with what it asks for', () => {
  const { load } = loader();
  const a = load('./chunks/a.cjs');
  expect(a).toMatchObject({ folder });
  expect(load('./a.cjs')).toBe(a);
  const { sum } = a as { sum: () => number };
  expect(sum()).toBe(3);
  expect(load('./b.cjs')).toMatchObject({ path: process.getBuiltinModule('node:path') });
});

test('the first run writes the store, the second takes all from it', () => {
  expect(run(['a.cjs', 'b.cjs'])).toBe(true);
  expect(run(['a.cjs', 'b.cjs'])).toBe(false);
});

test('a part that was not loaded before is added to the others', () => {
  run(['a.cjs']);
  expect(run(['c.cjs'])).toBe(true);
  expect(run(['a.cjs', 'c.cjs'])).toBe(false);
});

test('code kept under another key is compiled anew', () => {
  run(['a.cjs']);
  expect(run(['a.cjs'], { at: { ...place, key: 'other' } })).toBe(true);
});

test('code of a source that changed is refused by V8 and compiled anew', () => {
  run(['c.cjs']);
  writeFileSync(join(folder, 'c.cjs'), '(function(exports){exports.loaded="changed";})');
  expect(run(['c.cjs'])).toBe(true);
  expect(loader().load('./c.cjs')).toEqual({ loaded: 'changed' });
});

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 8)],
  ['empty', () => Buffer.alloc(0)],
  ['of zeros', (bytes: Buffer) => Buffer.alloc(bytes.length)],
  ['something else', () => Buffer.from('{"not":"a store"}')],
])('a store that is %s is written anew', (_, spoil) => {
  run(['a.cjs']);
  writeFileSync(place.file, spoil(readFileSync(place.file)));
  expect(run(['a.cjs'])).toBe(true);
  expect(run(['a.cjs'])).toBe(false);
});

test.skipIf(process.platform === 'win32')(
  'it is its owner’s alone, and one that others may write is not used',
  () => {
    run(['a.cjs']);
    expect(statSync(place.file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(place.file)).mode & 0o777).toBe(0o700);
    chmodSync(place.file, 0o622);
    expect(run(['a.cjs'])).toBe(true);
  },
);

test('one byte that is another is enough: V8 would run whatever it is given', () => {
  run(['a.cjs', 'b.cjs', 'c.cjs']);
  const whole = readFileSync(place.file);
  // Between the head and the first part a few bytes are filled up, and mean nothing.
  const filledUp = { from: 4 + whole.readUInt32LE(0), to: Math.ceil((4 + whole.readUInt32LE(0)) / 8) * 8 };
  for (let at = 0; at < whole.length; at += 13) {
    if (at >= filledUp.from && at < filledUp.to) continue;
    const spoiled = Buffer.from(whole);
    spoiled[at] = (spoiled[at] ?? 0) ^ 1;
    writeFileSync(place.file, spoiled);
    const kept = unlessItFails(() => readStore(place));
    expect(kept?.size ?? 0, `byte ${at} of ${whole.length}`).toBe(0);
  }
  writeFileSync(place.file, whole);
  expect(readStore(place).size).toBe(3);
});

test.skipIf(process.platform === 'win32')('a pipe in its place keeps nobody waiting', () => {
  mkdirSync(dirname(place.file), { recursive: true, mode: 0o700 });
  execFileSync('mkfifo', [place.file]);
  expect(run(['a.cjs'])).toBe(false);
  expect(readdirSync(dirname(place.file))).toEqual(['show']);
});

test.skipIf(process.getuid?.() !== 0)('root makes nothing in the home of somebody else', () => {
  chownSync(place.inside, 12345, 12345);
  expect(run(['a.cjs'])).toBe(false);
  expect(readdirSync(place.inside)).toEqual([]);
});

test('what killed runs left behind is removed', () => {
  mkdirSync(dirname(place.file), { recursive: true, mode: 0o700 });
  const left = join(dirname(place.file), 'show.1.tmp');
  writeFileSync(left, '');
  const long = new Date(Date.now() - 61_000);
  utimesSync(left, long, long);
  run(['a.cjs']);
  expect(readdirSync(dirname(place.file))).toEqual(['show']);
});

test('where it cannot be written nothing fails, and nobody’s home is made', () => {
  rmSync(place.inside, { recursive: true });
  expect(run(['a.cjs'])).toBe(false);
  expect(existsSync(place.inside)).toBe(false);
  writeFileSync(place.inside, 'a file where the home should be');
  expect(run(['a.cjs'])).toBe(false);
});

test('without a place nothing is kept', () => {
  expect(run(['a.cjs'], NOWHERE)).toBe(false);
  expect(readdirSync(place.inside)).toEqual([]);
});

test('however many commands are typed, there are 64 files at most: the oldest goes', () => {
  mkdirSync(dirname(place.file), { recursive: true, mode: 0o700 });
  for (let n = 0; n < 64; n++) {
    const file = join(dirname(place.file), `other-${n}`);
    writeFileSync(file, '');
    utimesSync(file, new Date(1e12 + n * 1000), new Date(1e12 + n * 1000));
  }
  expect(run(['a.cjs'])).toBe(true);
  const files = readdirSync(dirname(place.file));
  expect(files).toHaveLength(64);
  expect(files).not.toContain('other-0');
});

test('a new build removes the folders that were last written to a month ago', () => {
  const builds = dirname(dirname(place.file));
  mkdirSync(join(builds, 'old'), { recursive: true });
  mkdirSync(join(builds, 'recent'));
  const long = new Date(Date.now() - 31 * 24 * 3_600_000);
  utimesSync(join(builds, 'old'), long, long);
  run(['a.cjs']);
  expect(readdirSync(builds).sort()).toEqual(['1a2b', 'recent']);
});
