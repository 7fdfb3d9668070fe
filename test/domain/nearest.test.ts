import { expect, test } from 'vitest';
import { nearest } from '../../src/domain/nearest.js';

const WORDS = ['create', 'add', 'show', 'get', 'list', 'ls', 'scale', 'delete', 'del', '--zone', '--no-wait'];

test.each([
  ['lst', ['list', 'ls']],
  ['sclae', ['scale']],
  ['deleet', ['delete']],
  ['craete', ['create']],
  ['shwo', ['show']],
  ['adt', ['add']],
  ['--zon', ['--zone']],
  ['--nowait', ['--no-wait']],
  ['scale', ['scale']],
  ['x', []],
  ['lt', ['ls']],
  ['sat', []],
  ['update', []],
  ['xyzzy', []],
  ['', []],
  ['a-word-of-many-letters', []],
])('%s → %j', (typed, expected) => {
  expect(nearest(typed, WORDS)).toEqual(expected);
});
