import { expect, test } from 'vitest';
import { segment } from '../../src/api/call.js';

test.each([
  ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001'],
  ['a/b', 'a%2Fb'],
  ['../../zone', '..%2F..%2Fzone'],
  ['a?b#c', 'a%3Fb%23c'],
  ['a b\n', 'a%20b%0A'],
  ['%2e%2e', '%252e%252e'],
  ['...', '...'],
  ['💥', '%F0%9F%92%A5'],
])('%j stands in a path as %s', (id, encoded) => {
  expect(segment(id)).toBe(encoded);
});

test.each(['', '.', '..', '\ud800', 'a\udc00b'])('%j cannot be an ID', (id) => {
  expect(() => segment(id)).toThrow('cannot be an ID');
});
