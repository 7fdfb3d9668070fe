import Table from 'cli-table3';
import { PLAIN } from './visible.js';
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

/** As many rows are one table: cli-table3 holds each cell against all that stand above it. */
const ROWS_AT_ONCE = 100;

/** Draws a box: rows close together, a line below the head. */
export function box(rows: readonly (readonly Cell[])[], { head, aligns = [], padding }: BoxOptions): string {
  const widths = columnWidths(head ? [head, ...rows] : rows);
  const measured = measurable();
  const draw = (part: readonly (readonly Cell[])[], top?: readonly Cell[]): string[] => {
    const table = new Table({
      head: top?.map(measured.content) ?? [],
      colWidths: widths.map((width) => width + 2 * padding),
      colAligns: [...aligns],
      style: { head: [], border: [], compact: true, 'padding-left': padding, 'padding-right': padding },
    });
    for (const row of part.flatMap(linesOf)) table.push(row.map(measured.content));
    return table.toString().split('\n');
  };
  const lines = draw(rows.slice(0, ROWS_AT_ONCE), head);
  for (let from = ROWS_AT_ONCE; from < rows.length; from += ROWS_AT_ONCE) {
    const below = draw(rows.slice(from, from + ROWS_AT_ONCE));
    lines.splice(-1, 1, ...below.slice(1));
  }
  return measured.restored(`${lines.join('\n')}\n`);
}

/** A row for each line of the highest cell, so that what is drawn comes in the order of the cells. */
function linesOf(row: readonly Cell[]): Cell[][] {
  const height = Math.max(...row.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, i) =>
    row.map(({ lines, paint }) => ({ lines: [lines[i] ?? ''], paint })),
  );
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

const STAND_IN = '\ue000';

/**
 * cli-table3 measures text by tables of its own, which know neither newer emoji nor most combining marks. What is not
 * plain stands in its table as so many characters of one column, and takes their place in the drawing.
 */
function measurable() {
  const held: string[] = [];
  const standIn = (line: string) => {
    if (PLAIN.test(line)) return line;
    held.push(line);
    return STAND_IN.repeat(displayWidth(line));
  };
  return {
    content: ({ lines, paint }: Cell) =>
      lines.map((line) => (line !== '' && paint ? paint(standIn(line)) : standIn(line))).join('\n'),
    restored: (drawing: string) => drawing.replace(/\ue000+/g, () => held.shift() ?? ''),
  };
}
