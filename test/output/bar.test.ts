import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bar, barLegend, barTone } from '../../src/output/bar.js';
import { tableRenderer } from '../../src/output/table.js';
import type { BarValue } from '../../src/output/view.js';
import { familyView } from '../../src/output/views/plan-families.js';
import { quotaView } from '../../src/output/views/quota.js';
import { displayWidth } from '../../src/output/width.js';
import { runs } from '../helpers/chance.js';
import { PIPE, terminal, withColumns } from './items.js';

describe('a bar of 20 cells', () => {
  test.each<[string, BarValue, string, ReturnType<typeof barTone>?]>([
    ['a small quota: whole cells', { used: 2, limit: 8 }, '████············ 6 left'],
    ['planned GPUs', { used: 2, taken: 3, limit: 8 }, '████▒▒▒▒▒▒······ 3 left'],
    ['GPUs that become free', { used: 2, freed: 2, limit: 8 }, '████░░░░········ 6 left'],
    ['nothing used', { used: 0, limit: 4 }, '···················· 4 left'],
    ['all used', { used: 1000, limit: 1000 }, '████████████████████ 0 left', 'busy'],
    ['one of many left', { used: 999, limit: 1000 }, '███████████████████· 1 left'],
    ['one of many used', { used: 1, limit: 1000 }, '█··················· 999 left'],
    ['over quota', { used: 9, limit: 8 }, '████████████████ 1 too many', 'bad'],
    ['planned beyond it', { used: 6, taken: 4, limit: 8 }, '████████████▒▒▒▒ 2 too many', 'bad'],
    ['a quota of nothing', { used: 0, limit: 0 }, '0 left'],
    ['more than a quota of nothing', { used: 2, limit: 0 }, '2 too many', 'bad'],
    ['no limit', { used: 5, limit: -1 }, 'unlimited'],
    ['an unknown quota', {}, 'unknown'],
  ])('%s', (_, value, drawn, tone) => {
    expect([bar(value, 20, false), barTone(value)]).toEqual([drawn, tone]);
    const ascii = drawn.replace(/[█▒░·]/g, (mark) => '#+-.'.charAt('█▒░·'.indexOf(mark)));
    expect(bar(value, 20, true)).toBe(ascii);
  });

  test('each amount above zero has at least one cell, and the bar always has 20 cells', () => {
    const count = fc.nat(2000);
    fc.assert(
      fc.property(fc.record({ used: count, taken: count, freed: count }), count, (parts, left) => {
        const value = { ...parts, limit: parts.used + parts.taken + parts.freed + left };
        fc.pre(value.limit > 20);
        const [cells = ''] = bar(value, 20, true).split(' ');
        expect(cells).toHaveLength(20);
        for (const [mark, amount] of [
          ['#', value.used],
          ['+', value.taken],
          ['-', value.freed],
          ['.', left],
        ] as const)
          expect(cells.includes(mark)).toBe(amount > 0);
      }),
      { numRuns: runs(100) },
    );
  });
});

test('the legend names only the marks that occur', () => {
  expect(barLegend([{ used: 1, limit: 2 }], false)).toBe('█ used  · left');
  expect(barLegend([{ used: 1, taken: 1, limit: 2 }], true)).toBe('# used  + taken by this plan  . left');
});

const quotas = [
  { resource: 'gpua5000', usage: 2, limit: 8 },
  { resource: 'gpu3', usage: 1, limit: -1 },
];
const family = { family: 'gpua5000', now: 3, after: 1, needed: -2, usage: 5, limit: 8, free: 3, short: 0 };

describe('in a table', () => {
  test('on a terminal, bars are behind the numbers, with a legend below', () => {
    expect(tableRenderer(quotaView, terminal(80)).many(quotas)).toBe(
      [
        '┌─────────────┬──────┬───────────┬──────────┬─────────────────────────┐',
        '│ Resource    │ Used │       Max │ Family   │                         │',
        '├─────────────┼──────┼───────────┼──────────┼─────────────────────────┤',
        '│ GPU - A5000 │    2 │         8 │ gpua5000 │ ████············ 6 left │',
        '│ GPU - GPU3  │    1 │ unlimited │ gpu3     │ unlimited               │',
        '└─────────────┴──────┴───────────┴──────────┴─────────────────────────┘',
        '█ used  · left',
        '',
      ].join('\n'),
    );
  });

  test('the bar of a plan shows the used GPUs and those it frees', () => {
    const text = tableRenderer(familyView, { ...terminal(120), ascii: true }).many([family]);
    expect(text).toContain('###############----------............... 5 left');
    expect(text).toContain('\n# used  - freed by this plan  . left\n');
  });

  test.each([40, 60, 80, 100, 120, 160, 200])(
    'at %i columns every line fits, and no missing bar is reported',
    (width) => {
      const text = tableRenderer(quotaView, terminal(width)).many(quotas);
      expect(text.split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
      expect(text).not.toContain('Not shown');
      expect(text.includes('█ used')).toBe(width > 66);
    },
  );

  test('in a pipe, or with chosen columns, there are no bars', () => {
    expect(tableRenderer(quotaView, PIPE).many(quotas)).not.toContain('left');
    expect(tableRenderer(withColumns(quotaView), terminal(120)).many(quotas)).not.toContain('left');
  });
});
