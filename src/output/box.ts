import Table from 'cli-table3';
import type { Frame, Paint } from './painter.js';
import { displayWidth } from './width.js';

/** The content of a cell: its lines, already cut or wrapped, and the paint that colours them. */
export interface Cell {
  lines: readonly string[];
  paint: Paint;
}

export interface BoxOptions {
  head?: readonly Cell[];
  aligns?: readonly ('left' | 'right')[];
  /** Spaces left and right of a cell's content. */
  padding: 0 | 1;
  frame: Frame;
}

const CORNERS = /[┌┐└┘├┤┬┴┼]/g;

/**
 * Draws a box: a head with a line below it, then rows without lines between them. cli-table3 draws only the frame,
 * around one blank row for the head and one for all other rows. The content is filled in here because cli-table3 is
 * slow at measuring and aligning cells, and its own width tables lack newer emoji and most combining marks.
 */
export function box(
  rows: readonly (readonly Cell[])[],
  { head, aligns = [], padding, frame }: BoxOptions,
): string {
  const sections = [head ? [head] : [], rows].filter((section) => section.length > 0);
  const widths = columnWidths(sections.flat());
  const table = new Table({
    colWidths: widths.map((width) => width + 2 * padding),
    style: { head: [], border: [], 'padding-left': padding, 'padding-right': padding },
  });
  table.push(...sections.map(() => widths.map(() => '')));
  const drawn = table.toString();
  const corner = frame === 'markdown' ? '|' : '+';
  const plain = drawn.replace(CORNERS, corner).replaceAll('─', '-');
  const borders = (frame === 'lines' ? drawn : plain).split('\n');
  const side = frame === 'lines' ? '│' : '|';
  const bottom = borders.pop() ?? '';
  const space = ' '.repeat(padding);
  const line = (row: readonly Cell[], at: number) =>
    `${side}${row.map((cell, i) => space + filled(cell, at, widths[i] ?? 1, aligns[i]) + space).join(side)}${side}`;
  const lines = sections.flatMap((section, i) => [
    borders[2 * i] ?? '',
    ...section.flatMap((row) => Array.from({ length: height(row) }, (_, at) => line(row, at))),
  ]);
  return `${(frame === 'markdown' ? lines.slice(1) : [...lines, bottom]).join('\n')}\n`;
}

function height(row: readonly Cell[]): number {
  return row.reduce((most, { lines }) => Math.max(most, lines.length), 1);
}

/** One line of a cell, filled up to the width of its column. */
function filled({ lines, paint }: Cell, at: number, width: number, align: 'left' | 'right' = 'left'): string {
  const line = lines[at] ?? '';
  const filling = ' '.repeat(width - displayWidth(line));
  return align === 'right' ? filling + paint(line) : paint(line) + filling;
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
