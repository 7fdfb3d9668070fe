import { expect, test } from 'vitest';
import { createPrinter } from '../../src/output/render.js';
import { item, items, PIPE } from './items.js';

test.each([
  ['json', '{"id":"id-1","name":"demo","state":"ready","size":3,"doubled":6}\n'],
  ['text', 'id-1\tdemo\tready\t3\t\n'],
  ['table', expect.stringContaining('| Name           | demo   |')],
] as const)('%s', async (format, expected) => {
  expect((await createPrinter(items, { format, style: PIPE })).one(item())).toEqual(expected);
});

test('a template overrides the format', async () => {
  const renderer = await createPrinter(items, { format: 'table', template: '{{.ID}}', style: PIPE });
  expect(renderer.one(item())).toBe('id-1\n');
});
