import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { painterFor } from '../../src/output/painter.js';
import { tableRenderer } from '../../src/output/table.js';
import { deploymentShowView } from '../../src/output/views/deployment.js';
import { displayWidth } from '../../src/output/width.js';
import { type Item, item, items, linked, PIPE, terminal, withColumns } from './items.js';

const lines = (text: string): string[] => text.trimEnd().split('\n');

test('a list is drawn as a box with one line per row and numbers right-aligned', () => {
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

test('in a pipe one object, and a list that exo draws so, have neither a first nor a last line', () => {
  const some = { ...items, piped: 'markdown' as const };
  expect(lines(tableRenderer(some, PIPE).many([item(), item({ size: 100 })]))).toEqual([
    '| ID   | Name | Twice the size | State  | Note |',
    '|------|------|----------------|--------|------|',
    '| id-1 | demo |              6 | ready! |      |',
    '| id-1 | demo |            200 | ready! |      |',
  ]);
  expect(lines(tableRenderer(items, PIPE).one(item()))).toEqual([
    '| ID             | id-1   |',
    '| Name           | demo   |',
    '| Twice the size | 6      |',
    '| State          | ready! |',
    '| Note           |        |',
  ]);
  expect(lines(tableRenderer(some, { ...terminal(80), ascii: true }).many([item()]))).toHaveLength(5);
});

test('an empty list has only the header on a terminal, and is nothing at all in a pipe, as in exo', () => {
  expect(tableRenderer(items, PIPE).many([])).toBe('');
  expect(tableRenderer(items, terminal(80)).many([])).toBe(
    [
      '┌────┬──────┬────────────────┬───────┬──────┐',
      '│ ID │ Name │ Twice the size │ State │ Note │',
      '└────┴──────┴────────────────┴───────┴──────┘',
      '',
    ].join('\n'),
  );
});

test('one object is drawn as labels and values, and a long link is printed whole below the box', () => {
  const given = item({
    note: 'a note that is much longer than the line',
    link: 'https://example.com/a/long/path',
  });
  expect(tableRenderer(linked, terminal(42)).one(given)).toBe(
    [
      '┌────────────────┬──────────────────────┐',
      '│ ID             │ id-1                 │',
      '│ Name           │ demo                 │',
      '│ Twice the size │ 6                    │',
      '│ State          │ ready!               │',
      '│ Note           │ a note that is much  │',
      '│                │ longer than the line │',
      '└────────────────┴──────────────────────┘',
      'Link:',
      'https://example.com/a/long/path',
      '',
    ].join('\n'),
  );
});

test('a sentence with a name that does not fit into the box is printed below it, and the name stays whole', () => {
  const name = 'https://api.example.com/v2/an-address';
  expect(
    lines(tableRenderer(items, terminal(42)).one(item({ note: `${name} (EXOSCALE_API_ENDPOINT)` }))),
  ).toEqual([
    '┌────────────────┬────────┐',
    '│ ID             │ id-1   │',
    '│ Name           │ demo   │',
    '│ Twice the size │ 6      │',
    '│ State          │ ready! │',
    '└────────────────┴────────┘',
    'Note:',
    name,
    '(EXOSCALE_API_ENDPOINT)',
  ]);
});

test('labels are broken if more values then fit beside them', () => {
  const drawn = lines(tableRenderer(linked, terminal(42)).one(item({ link: 'https://example.com/a/b' })));
  expect(drawn).toContain('│ Twice the │ 6                       │');
  expect(drawn).toContain('│ Link      │ https://example.com/a/b │');
});

const long = item({
  id: '0a1b2c3d-1111-4222-8333-444455556666',
  name: 'a-name-of-twenty-two-x',
  link: 'an-owner/a-model-of-24-letters',
});
test.each([
  [
    140,
    '│ 0a1b2c3d-1111-4222-8333-444455556666 │ a-name-of-twenty-two-x │              6 │ ready! │      │ an-owner/a-model-of-24-letters │',
  ],
  [
    124,
    '│ 0a1b2c3d-1111-4222-8333-444455556666 │ a-name-of-twenty-two-x │     6 │ ready! │      │ an-owner/a-model-of-24-letters │',
  ],
  [
    121,
    '│ 0a1b2c3d │ a-name-of-twenty-two-x │              6 │ ready! │      │ an-owner/a-model-of-24-letters │',
  ],
  [96, '│ 0a1b2c3d │ a-name-of-twenty-two-x │     6 │ ready! │      │ an-owner/a-model-of-24-letters │'],
  [89, '│ 0a1b2c3d │ a-name-of-twenty-two-x │     6 │ ready! │      │ …/a-model-of-24-letters │'],
  [84, '│0a1b2c3d│a-name-of-twenty-two-x│    6│ready!│    │an-owner/a-model-of-24-letters│'],
  [77, '│0a1b2c3d│a-name-of-twenty-two-x│    6│ready!│    │…/a-model-of-24-letters│'],
  [66, '│0a1b2c3d│a-name-of-twenty-two-x│    6│ready!│    │…/a-model-of-…│'],
  [57, '│a-name-of-twenty-two-x│    6│ready!│    │…/a-model-of-…│'],
  [52, '│ a-name-of-twenty-two-x │     6 │ ready! │      │'],
  [44, '│a-name-of-twenty-two-x│    6│ready!│    │'],
  [41, '│0a1b2c3d│a-name-of-t…│    6│ready!│    │'],
])(
  'at %i columns, shortens in turn: headers, ID, owner, padding, long values, and then drops columns',
  (width, row) => {
    const drawn = lines(tableRenderer(linked, terminal(width)).many([long]));
    expect(drawn.find((line) => line.includes('ready!'))).toBe(row);
    for (const line of drawn) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  },
);

test('columns without room are named below, with the options that show them', () => {
  expect(tableRenderer(linked, terminal(52)).many([long])).toContain(
    '┘\nNot shown for lack of room: ID, Link. Choose with\n--columns, or use -O json.\n',
  );
});

test('chosen columns are never dropped, but cut, or drawn as labels and values', () => {
  const chosen = withColumns(linked);
  expect(tableRenderer(chosen, terminal(66)).many([long])).toContain('│0a1b2c3d│a-name-of');
  const rows = [long, { ...long, name: 'other' }];
  const narrow = tableRenderer(chosen, terminal(40));
  expect(narrow.many(rows)).toBe(rows.map(narrow.one).join(''));
});

test('IDs are shortened only as far as they stay distinct', () => {
  const ids = ['0a1b2c3d-1111', '0a1b2c3d-2111', '77777777-3111'].map((id) => ({ ...long, id }));
  const drawn = tableRenderer(linked, terminal(90)).many(ids);
  expect(drawn.match(/[0-9a-f]{8}-\d+(?= │)/g)).toEqual(['0a1b2c3d-1', '0a1b2c3d-2', '77777777-3']);
});

test('sentences are broken between words, also in a list', () => {
  const note = 'it waits for the third of the replicas';
  const drawn = lines(tableRenderer(items, terminal(55)).many([item({ note }), item()]));
  expect(drawn.slice(-5)).toEqual([
    '│ id-1 │ demo │     6 │ ready! │ it waits for the │',
    '│      │      │       │        │ third of the     │',
    '│      │      │       │        │ replicas         │',
    '│ id-1 │ demo │     6 │ ready! │                  │',
    '└──────┴──────┴───────┴────────┴──────────────────┘',
  ]);
});

test('without a terminal nothing is cut', () => {
  const name = 'x'.repeat(300);
  expect(tableRenderer(items, { terminal: false, width: 40, colour: 0 }).many([item({ name })])).toContain(
    name,
  );
});

test('a very long value is drawn without delay', () => {
  const name = 'é '.repeat(50_000);
  expect(tableRenderer(items, terminal(80)).many([item({ name })])).toContain('…│');
  expect(tableRenderer(items, terminal(80)).one(item({ name })).length).toBeGreaterThan(name.length);
  expect(tableRenderer(items, PIPE).many([item({ name })])).toContain(name);
});

test('control characters in a value are escaped, so that they cannot imitate a row', () => {
  const text = tableRenderer(items, terminal(120)).many([item({ name: 'a\n│ fake │\x1b[2K' })]);
  expect(lines(text)).toHaveLength(5);
  expect(text).toContain('a\\n│ fake │\\x1b[2K');
});

test('states are coloured only if colours are enabled', async () => {
  const rows = [item(), item({ state: 'error' })];
  const style = { terminal: true, colour: 1 } as const;
  const coloured = tableRenderer(items, style, await painterFor(style)).many(rows);
  expect(coloured).toContain('\x1b[32mready!\x1b[39m');
  expect(coloured).toContain('\x1b[31merror!\x1b[39m');
  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(tableRenderer(items, terminal()).many(rows));
});

describe('every line has the same width', () => {
  test.each(['日本語', 'e\u0301e\u0301', '🫠🚀', '👩‍👩‍👧', 'หินหิน', 'हिन्दी', '\ue000\ue000', '❤️'])(
    '%s',
    (name) => {
      const widths = lines(tableRenderer(items, PIPE).many([item(), item({ name })])).map(displayWidth);
      expect(new Set(widths).size).toBe(1);
    },
  );
});

test('no line is wider than a terminal of 70 or more columns, and states are never cut', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 40 });
  const rows: fc.Arbitrary<Item[]> = fc.array(
    fc.record({
      id: fc.uuid(),
      name: texts,
      state: fc.constantFrom('ready', 'creating'),
      size: fc.nat(),
      note: texts,
      link: texts,
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 70, max: 160 }), (list, width) => {
      const text = tableRenderer(items, terminal(width)).many(list);
      for (const line of lines(text)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      for (const row of list) {
        expect(text).toContain(row.id.slice(0, 8));
        expect(text).toContain(`${row.state}!`);
      }
    }),
  );
});

test('one deployment fits into 80 columns, with its URL whole below the box', () => {
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
  expect(drawn.slice(-2)).toEqual(['Deployment URL:', url]);
  for (const line of drawn.slice(0, -2)) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  expect(drawn.filter((line) => line.includes(id))).toHaveLength(3);
});
