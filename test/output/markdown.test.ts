import { expect, test } from 'vitest';
import { markdownCode, markdownTable } from '../../src/output/markdown.js';

test.each([
  ['my-app', 'my-app'],
  ['a|b', 'a&#124;b'],
  ['</code><img>', '&#60;&#47;code&#62;&#60;img&#62;'],
  ['[x] `c` *b* \\', '&#91;x&#93; &#96;c&#96; &#42;b&#42; &#92;'],
  ['@team #12', '&#64;team &#35;12'],
  ['http://a.b', 'http&#58;&#47;&#47;a&#46;b'],
  ['two\nlines', 'two&#92;nlines'],
  ['Žižka 應用', 'Žižka 應用'],
])('%j is shown literally, without Markdown, links or mentions', (text, markdown) => {
  expect(markdownCode(text)).toBe(`<code>${markdown}</code>`);
});

test('a table has the same columns as on a terminal', () => {
  const view = {
    name: 'thing',
    fields: [
      { key: 'name', go: 'Name', label: 'Name', value: ({ name }: { name: string }) => name },
      { key: 'id', go: 'ID', label: 'ID', value: () => 'x', table: false },
      { key: 'n', go: 'N', label: 'How many', value: () => '3', align: 'right' },
    ],
  } as const;
  expect(markdownTable(view, [{ name: 'a|b' }], new Set(['name']))).toBe(
    '| Name | How many |\n| --- | ---: |\n| <code>a&#124;b</code> | 3 |\n',
  );
});
