import { describe, expect, test } from 'vitest';
import { arrange } from '../../src/output/columns.js';
import { createPrinter } from '../../src/output/render.js';
import { item, items, PIPE } from './items.js';

const rows = [
  item({ name: 'b', size: 9 }),
  item({ name: 'a', size: 100, note: '2026-01-02' }),
  item({ name: 'c', size: 9, note: '2026-01-01' }),
];

describe('columns', () => {
  const json = async (columns: string) =>
    (await createPrinter(items, { format: 'json', style: PIPE, arranging: { columns } })).many([item()]);

  test.each([
    ['name', '[{"name":"demo"}]'],
    ['size,id', '[{"size":3,"id":"id-1"}]'],
    [' Name , doubled', '[{"name":"demo","doubled":6}]'],
    ['name,name', '[{"name":"demo"}]'],
  ])('%s chooses keys and their order in JSON', async (columns, printed) =>
    expect(await json(columns)).toBe(`${printed}\n`),
  );

  test('choose any field in text and tables too, also those that are not shown by default', async () => {
    const arranging = { columns: 'size,doubled' };
    const text = await createPrinter(items, { format: 'text', style: PIPE, arranging });
    expect(text.many([item()])).toBe('3\t6\n');
    const table = await createPrinter(items, { format: 'table', style: PIPE, arranging });
    expect(table.many([item()])).toContain('│ Size │ Twice the size │');
  });

  test('do not go together with a template', async () => {
    const options = {
      format: 'table',
      template: '{{.Name}}',
      style: PIPE,
      arranging: { columns: 'name' },
    } as const;
    await expect(createPrinter(items, options)).rejects.toThrow('do not go together');
  });

  test.each([
    [
      'nmae',
      '--columns: there is no column nmae',
      'did you mean name?\nthe columns are id, name, doubled, state, size, note',
    ],
    // The heading of the table is no name of a column.
    [
      'twice the size',
      '--columns: there is no column twice the size',
      'did you mean doubled?\nthe columns are id',
    ],
    [
      'zone,color',
      '--columns: there is no column zone; --columns: there is no column color',
      'the columns are id, name',
    ],
    ['', '--columns must name columns, separated by commas', 'the columns are id, name'],
    ['name,', '--columns must name columns, separated by commas', 'the columns are id, name'],
  ])('%j is refused', (columns, message, hint) => {
    expect(() => arrange(items, { columns })).toThrow(
      expect.objectContaining({ message, code: 'unknown-column', hint: expect.stringContaining(hint) }),
    );
  });
});

describe('sorted', () => {
  test.each([
    ['name', 'abc'],
    ['name:desc', 'cba'],
    ['size', 'bca'],
    ['size:desc', 'abc'],
    ['-size', 'abc'],
    ['size,name:desc', 'cba'],
    ['note', 'cab'],
    ['note:desc', 'acb'],
  ])('by %s: numbers by value, empty values last', (sort, names) => {
    expect(
      arrange(items, { sort })
        .sorted(rows)
        .map(({ name }) => name)
        .join(''),
    ).toBe(names);
  });

  test.each([
    ['siez', '--sort: there is no column siez'],
    ['size:down', '--sort: the direction of size is asc or desc, not "down"'],
  ])('%s is refused', (sort, message) => {
    expect(() => arrange(items, { sort })).toThrow(message);
  });
});
