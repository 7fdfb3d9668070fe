import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

test('every path that CONTRIBUTING.md names is there', () => {
  const text = readFileSync(`${ROOT}CONTRIBUTING.md`, 'utf8');
  const paths = [
    ...text.matchAll(/`((?:src|test|scripts|bench|bin|docs|action|container|kubernetes)\/[\w./-]*)`/g),
  ].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(30);
  // The command that is made there as an example.
  const made = paths.filter((path) => !/\/url\.(test\.)?ts$/.test(path));
  expect(made.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});
