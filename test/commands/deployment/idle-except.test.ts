import { expect, test } from 'vitest';
import { fitsGlob } from '../../../src/commands/deployment/load/idle-input.js';

test.each([
  ['prod-*', 'prod-eu', true],
  ['prod-*', 'prod-', true],
  ['prod-*', 'my-prod-eu', false],
  ['*', '', true],
  ['n?ght', 'night', true],
  ['n?ght', 'nght', false],
  ['n?ght', 'n😀ght', true],
  ['a.b', 'a.b', true],
  ['a.b', 'axb', false],
  ['[a](b){c}|^$+\\/-', '[a](b){c}|^$+\\/-', true],
  ['a*', 'a\nb', true],
])('%j fits %j: %j', (pattern, name, fits) => {
  expect(fitsGlob(name, pattern)).toBe(fits);
});
