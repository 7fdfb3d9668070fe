import type { BenchRow } from './bench.js';

/** The length of the longest bar in cells, if there is room for it. */
const MOST_CELLS = 30;

/**
 * Draws a benchmark as one line for each level, with two bars: tokens per second of all requests, and time to the first
 * token. Both begin at zero, and each is scaled to the largest value of its own column.
 */
export function benchChart(all: readonly BenchRow[], width: number, ascii: boolean): string {
  // A level that was cut short before any token arrived has nothing to draw.
  const rows = all.filter(({ times }) => times.p95_ttft_ms !== undefined);
  if (rows.length === 0) return '';
  const levels = rows.map(({ max_concurrency }) => String(max_concurrency));
  const level = Math.max(7, ...levels.map(({ length }) => length));
  const tokens = column('tok/s', ...rows.map(({ output_throughput }) => output_throughput));
  const ttft = column('ms', ...rows.map(({ times }) => times.p95_ttft_ms ?? 0));
  const cells = Math.min(MOST_CELLS, Math.floor((width - level - tokens.width - ttft.width - 6) / 2));
  if (cells < 4) return '';
  const mark = ascii ? '#' : '█';
  const head = `${'At once'.padStart(level)}  ${'Tokens/s'.padEnd(cells + tokens.width + 1)}  TTFT p95`;
  const lines = levels.map((at, index) =>
    [at.padStart(level), tokens.cell(index, cells, mark), ttft.cell(index, cells, mark)].join('  ').trimEnd(),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

function column(unit: string, ...values: readonly number[]) {
  const most = Math.max(...values, 0);
  const words = values.map((value) => `${Math.round(value)} ${unit}`);
  const width = Math.max(...words.map(({ length }) => length));
  return {
    width,
    cell(index: number, cells: number, mark: string): string {
      const share = most === 0 ? 0 : (values[index] ?? 0) / most;
      const bar = mark.repeat(share === 0 ? 0 : Math.max(1, Math.round(share * cells)));
      return `${bar.padEnd(cells)} ${(words[index] ?? '').padStart(width)}`;
    },
  };
}
