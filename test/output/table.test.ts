import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { painterFor } from '../../src/output/painter.js';
import { tableRenderer } from '../../src/output/table.js';
import { deploymentShowView } from '../../src/output/views/deployment.js';
import { displayWidth } from '../../src/output/width.js';
import { type Item, item, items, PIPE, terminal } from './items.js';

const lines = (text: string): string[] => text.trimEnd().split('\n');

test('a list is a box, one line a row, numbers on the right', () => {
  expect(
    tableRenderer(items, PIPE).many([item(), item({ name: 'a longer name', size: 100, note: 'x' })]),
  ).toBe(
    [
      '┌──────┬───────────────┬────────────────┬────────┬──────┐',
      '│ ID   │ Name          │ Twice the size │ State  │ Note │',
      '├──────┼───────────────┼────────────────┼────────┼──────┤',
      '│ id-1 │ demo          │              6 │ ready! │      │',
      '│ id-1 │ a longer name │            200 │ ready! │ x    │',
      '└──────┴───────────────┴────────────────┴────────┴──────┘',
      '',
    ].join('\n'),
  );
});

test('an empty list is the header alone', () => {
  expect(tableRenderer(items, PIPE).many([])).toBe(
    [
      '┌────┬──────┬────────────────┬───────┬──────┐',
      '│ ID │ Name │ Twice the size │ State │ Note │',
      '└────┴──────┴────────────────┴───────┴──────┘',
      '',
    ].join('\n'),
  );
});

test('one object is label and value, long values are wrapped and never cut', () => {
  expect(
    tableRenderer(items, terminal(42)).one(item({ note: 'a note that is much longer than the line' })),
  ).toBe(
    [
      '┌────────────────┬──────────────────────┐',
      '│ ID             │ id-1                 │',
      '│ Name           │ demo                 │',
      '│ Twice the size │ 6                    │',
      '│ State          │ ready!               │',
      '│ Note           │ a note that is much  │',
      '│                │ longer than the line │',
      '└────────────────┴──────────────────────┘',
      '',
    ].join('\n'),
  );
});

const long = item({ name: 'a-name-of-twenty-two-x', note: 'a note of twenty-four ch' });
test.each([
  [86, '│ id-1 │ a-name-of-twenty-two-x │              6 │ ready! │ a note of twenty-four ch │'],
  [77, '│ id-1 │ a-name-of-twenty-two-x │     6 │ ready! │ a note of twenty-four ch │'],
  [70, '│ id-1 │ a-name-of-twenty-two-x │     6 │ ready! │ a note of twenty… │'],
  [63, '│ id-1 │ a-name-of-twenty-two-x │     6 │ ready! │ a note of… │'],
  [55, '│ id-1 │ a-name-of-twe… │     6 │ ready! │ a note of… │'],
  [41, '│id-1│a-name-of…│    6│ready!│a note of…│'],
])('at %i columns headers are broken, then values cut, names last, then the padding goes', (width, row) => {
  const drawn = lines(tableRenderer(items, terminal(width)).many([long]));
  expect(drawn.at(-2)).toBe(row);
});

test('where even the least is too wide each object gets its own box', () => {
  const table = tableRenderer(items, terminal(40));
  const rows = [long, { ...long, id: 'id-2' }];
  expect(table.many(rows)).toBe(rows.map(table.one).join(''));
});

test('away from a terminal nothing is cut, whatever the width', () => {
  const name = 'x'.repeat(300);
  expect(tableRenderer(items, { terminal: false, width: 40, colour: 0 }).many([item({ name })])).toContain(
    name,
  );
});

test('a very long value is drawn without delay', () => {
  const name = 'é '.repeat(50_000);
  expect(tableRenderer(items, terminal(80)).many([item({ name })])).toContain('… │');
  expect(tableRenderer(items, terminal(80)).one(item({ name })).length).toBeGreaterThan(name.length);
  expect(tableRenderer(items, PIPE).many([item({ name })])).toContain(name);
});

test('control characters in a value fake no row', () => {
  const text = tableRenderer(items, terminal(120)).many([item({ name: 'a\n│ fake │\x1b[2K' })]);
  expect(lines(text)).toHaveLength(5);
  expect(text).toContain('a\\n│ fake │\\x1b[2K');
});

test('states are coloured only where colours are wanted', async () => {
  const rows = [item(), item({ state: 'error' })];
  const style = { terminal: true, colour: 1 } as const;
  const coloured = tableRenderer(items, style, await painterFor(style)).many(rows);
  expect(coloured).toContain('\x1b[32mready!\x1b[39m');
  expect(coloured).toContain('\x1b[31merror!\x1b[39m');
  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(tableRenderer(items, terminal()).many(rows));
});

describe('every line is equally wide', () => {
  test.each(['日本語', 'e\u0301e\u0301', '🫠🚀', '👩‍👩‍👧', 'หินหิน', 'हिन्दी', '\ue000\ue000', '❤️'])(
    '%s',
    (name) => {
      const widths = lines(tableRenderer(items, PIPE).many([item(), item({ name })])).map(displayWidth);
      expect(new Set(widths).size).toBe(1);
    },
  );
});

test('no line is wider than a terminal it can fit into, and what is kept is never cut', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 40 });
  const rows: fc.Arbitrary<Item[]> = fc.array(
    fc.record({
      id: fc.uuid(),
      name: texts,
      state: fc.constantFrom('ready', 'creating'),
      size: fc.nat(),
      note: texts,
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 60, max: 160 }), (list, width) => {
      const text = tableRenderer(items, terminal(width)).many(list);
      for (const line of lines(text)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      for (const row of list) {
        expect(text).toContain(row.id);
        expect(text).toContain(`${row.state}!`);
      }
    }),
  );
});

test('one deployment fits into 80 columns: its URL is folded, its ID stands whole', () => {
  const id = '0a1b2c3d-1111-4222-8333-444455556666';
  const url = `https://${id}.inference.at-vie-2.exoscale-cloud.example/v1/deployments/${id}`;
  const deployment = {
    id,
    ...{
      name: 'my-app',
      state: 'ready',
      visibility: 'private',
      'deployment-url': url,
      model: { id, name: 'a/b' },
    },
  };
  const drawn = lines(tableRenderer(deploymentShowView, terminal(80)).one({ zone: 'at-vie-2', deployment }));
  for (const line of drawn) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  const values = drawn.map((line) => line.split('│')[2]?.trim() ?? '');
  expect(values.filter((value) => value === id)).toHaveLength(2);
  expect(values.join('')).toContain(url);
});
