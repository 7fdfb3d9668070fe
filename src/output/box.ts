import Table from 'cli-table3';
import { displayWidth } from './width.js';

/** What stands in a cell: lines that are already cut or wrapped, and how they are coloured. */
export interface Cell {
  lines: readonly string[];
  paint?: ((line: string) => string) | undefined;
}

export interface BoxOptions {
  head?: readonly Cell[];
  aligns?: readonly ('left' | 'right')[];
  /** Spaces left and right of a cell's content. */
  padding: 0 | 1;
}

/** Stands for the content of a cell while the box is drawn; what follows it is the cell's filling. */
const STAND_IN = '\ue000';
const STAND_IN_AND_FILLING = /\ue000 */g;

/**
 * Draws a box with one line a row, or as many as its highest cell has. cli-table3 draws the frame around stand-ins, and the
 * content takes their place: it measures by tables of its own, which know neither newer emoji nor most combining
 * marks, and takes cubic time for long cells.
 */
export function box(rows: readonly (readonly Cell[])[], options: BoxOptions): string {
  const { head, aligns = [], padding } = options;
  const all = head ? [head, ...rows] : rows;
  const widths = columnWidths(all);
  const standIns = widths.map(() => STAND_IN);
  const table = new Table({
    head: head ? standIns.map((one) => Array(height(head)).fill(one).join('\n')) : [],
    colWidths: widths.map((width) => width + 2 * padding),
    style: { head: [], border: [], compact: true, 'padding-left': padding, 'padding-right': padding },
  });
  if (rows.length > 0) table.push(standIns);
  const contents = contentsInDrawingOrder(all, widths, aligns);
  const fill = () => (contents.next().value ?? '') + ' '.repeat(padding);
  const drawn = table.toString().split('\n');
  const lines = rows.reduce((sum, row) => sum + height(row), 0);
  const drawing = lines > 0 ? repeatRow(drawn, lines) : drawn;
  return `${drawing.join('\n').replace(STAND_IN_AND_FILLING, fill)}\n`;
}

/** All rows have the same frame, so one is drawn, the last line but one, and repeated: thousands cost no more. */
function repeatRow(drawing: readonly string[], times: number): string[] {
  const row = drawing.at(-2) ?? '';
  return [...drawing.slice(0, -2), ...Array<string>(times).fill(row), ...drawing.slice(-1)];
}

function height(row: readonly Cell[]): number {
  return row.reduce((most, cell) => Math.max(most, cell.lines.length), 1);
}

function columnWidths(rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) {
      for (const line of cell.lines) widths[i] = Math.max(widths[i] ?? 1, displayWidth(line));
    }
  }
  return widths;
}

/** Line by line through each row, as a box is drawn, each cell filled up to its column's width. */
function* contentsInDrawingOrder(
  rows: readonly (readonly Cell[])[],
  widths: readonly number[],
  aligns: readonly ('left' | 'right')[],
): Generator<string, undefined> {
  for (const row of rows) {
    for (let i = 0; i < height(row); i++) {
      for (const [column, cell] of row.entries()) {
        const line = cell.lines[i] ?? '';
        const filling = ' '.repeat((widths[column] ?? 1) - displayWidth(line));
        const content = line !== '' && cell.paint ? cell.paint(line) : line;
        yield aligns[column] === 'right' ? filling + content : content + filling;
      }
    }
  }
  return undefined;
}
