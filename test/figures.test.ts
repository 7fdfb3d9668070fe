import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
// @ts-expect-error: a script of the bench, without types
import { PAGES, withFigures } from '../bench/tables.mjs';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test.each<string>(PAGES)('%s has the figures of the last recorded bench', (file) => {
  const { node, rows } = JSON.parse(read('bench/results.json'));
  expect(withFigures(read(file), rows)).toBe(read(file));
  expect(read(file)).toContain(`Node ${node}`);
});

test('a figure that was not measured is missing', () => {
  const page = '\n| what | script | of |\n| --- | --- | --- |\n| --help | 1.0 ms | 1.00 | 1.0 ms | 0.10 |\n';
  const measured = [{ what: '--help', value: 35.03, unit: 'ms', ratio: 1.4499 }];
  expect(withFigures(page, measured)).toContain('\n| --help | 35.0 ms | 1.45 | | |\n');
});
