import type { BarValue, Field, Tone, View } from './view.js';

const MARKS = { used: '█', taken: '▒', freed: '░', left: '·' };
const ASCII_MARKS: typeof MARKS = { used: '#', taken: '+', freed: '-', left: '.' };

/**
 * Draws a quota as a bar of at most `cells` cells, followed by what is left in words: `████▒▒······ 6 left`. In a quota
 * smaller than `cells` every unit gets the same number of cells; in a larger one every part that is not zero gets at
 * least one cell. A quota that is 0, unlimited or not told by the service has words but no bar.
 */
export function bar(value: BarValue, cells: number, ascii: boolean): string {
  const { used, limit } = value;
  if (limit === -1) return 'unlimited';
  if (limit === undefined || used === undefined) return 'unknown';
  const left = leftOf(value);
  const words = left < 0 ? `${-left} too many` : `${left} left`;
  if (limit <= 0) return words;
  const marks = ascii ? ASCII_MARKS : MARKS;
  const drawn = partsOf(value, cells).map(([part, count]) => marks[part].repeat(count));
  return `${drawn.join('')} ${words}`;
}

/** `busy` where nothing is left; `bad` where a plan takes more than is left, because the service will refuse that. */
export function barTone(value: BarValue): Tone {
  const { used, limit } = value;
  if (used === undefined || limit === undefined || limit === -1) return undefined;
  const left = leftOf(value);
  if (left < 0) return 'bad';
  return left === 0 && limit > 0 ? 'busy' : undefined;
}

/** Explains the marks in the bars of a list: `█ used  ▒ taken by this plan  · left`. */
export function barLegend(values: readonly BarValue[], ascii: boolean): string {
  const marks = ascii ? ASCII_MARKS : MARKS;
  const has = (part: 'taken' | 'freed') => values.some((value) => (value[part] ?? 0) > 0);
  return [
    `${marks.used} used`,
    ...(has('taken') ? [`${marks.taken} taken by this plan`] : []),
    ...(has('freed') ? [`${marks.freed} freed by this plan`] : []),
    `${marks.left} left`,
  ].join('  ');
}

function leftOf({ used = 0, taken = 0, limit = 0 }: BarValue): number {
  return limit - used - taken;
}

/** A part of a bar with its size, in units of the quota or in cells. */
type Part = [part: keyof typeof MARKS, size: number];

/** How many cells each part of the bar gets. Amounts beyond the limit are not drawn. */
function partsOf(value: BarValue, cells: number): Part[] {
  const { used = 0, taken = 0, freed = 0, limit = 0 } = value;
  const amounts: Part[] = [
    ['used', Math.min(used, limit)],
    ['taken', Math.max(0, Math.min(taken, limit - used))],
    ['freed', Math.max(0, Math.min(freed, limit - used - taken))],
    ['left', Math.max(0, leftOf(value) - freed)],
  ];
  const all = limit <= cells ? limit * Math.floor(cells / limit) : cells;
  return sharedOut(amounts, all);
}

/**
 * Gives each part cells in proportion to its amount, at least one unless it is zero; the largest part absorbs the rest.
 */
function sharedOut(amounts: readonly Part[], cells: number): Part[] {
  const sum = amounts.reduce((total, [, amount]) => total + amount, 0);
  const shares = amounts.map(
    ([part, amount]): Part => [part, amount === 0 ? 0 : Math.max(1, Math.round((amount / sum) * cells))],
  );
  const excess = shares.reduce((total, [, share]) => total + share, 0) - cells;
  const largest = shares.reduce((most, share) => (share[1] > most[1] ? share : most));
  largest[1] -= excess;
  return shares;
}

/** Terminals with at least this many columns get long bars. */
const WIDE = 100;

/**
 * The column with the bars of a list. A list that is too wide drops it first (`spare`), and because its label is empty
 * the note below the list about columns not shown does not mention it.
 */
export function barField<T>(
  of: NonNullable<View<T>['bar']>,
  items: readonly T[],
  { width, ascii = false }: { width: number; ascii?: boolean | undefined },
): Field<T> {
  const cells = width < WIDE ? 16 : 40;
  return {
    key: 'bar',
    go: '',
    label: '',
    value: (item) => bar(of(item), cells, ascii),
    tone: (item) => barTone(of(item)),
    legend: barLegend(items.map(of), ascii),
    keep: true,
    spare: -1,
  };
}
