import { expect, test } from 'vitest';
import { textRenderer } from '../../src/output/text-renderer.js';
import { item, items, PIPE, terminal } from './items.js';

test('prints one line per row, the fields of the reference joined by tabs', () => {
  const text = textRenderer(items, PIPE);
  expect(text.one(item())).toBe('id-1\tdemo\tready\t3\t\n');
  expect(text.many([item(), item({ id: 'id-2' })])).toBe('id-1\tdemo\tready\t3\t\nid-2\tdemo\tready\t3\t\n');
  expect(text.many([])).toBe('');
});

test.each([
  ['a line feed fakes no row', 'a\nb', 'a\\nb'],
  ['a carriage return neither', 'a\rb', 'a\\rb'],
  ['a tab fakes no column', 'a\tb', 'a\\tb'],
  ['everything else goes to a pipe as it is', '\x1b[1m\u202e\\', '\x1b[1m\u202e\\'],
])('%s', (_, name, written) => {
  expect(textRenderer(items, PIPE).one(item({ name }))).toBe(`id-1\t${written}\tready\t3\t\n`);
});

test('escapes control characters on a terminal', () => {
  expect(textRenderer(items, terminal()).one(item({ name: '\x1b[2J\n' }))).toBe(
    'id-1\t\\x1b[2J\\n\tready\t3\t\n',
  );
});
