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

/** One column wide for every way to measure, and in no value: `visible` text may hold it, the stand-ins go in its place. */
const STAND_IN = '\ue000';

/**
 * Draws a box with one line a row. cli-table3 measures by Unicode tables of its own that know neither newer emoji nor most
 * combining marks, so it is given stand-ins of the right width, and the content takes their place afterwards.
 */
export function box(rows: readonly (readonly Cell[])[], options: BoxOptions): string {
  const { head, aligns = [], padding } = options;
  const table = new Table({
    head: head?.map(standIn) ?? [],
    colAligns: [...aligns],
    style: { head: [], border: [], compact: true, 'padding-left': padding, 'padding-right': padding },
  });
  table.push(...rows.map((row) => row.map(standIn)));
  const content = contentInDrawingOrder(head ? [head, ...rows] : rows);
  return `${table.toString().replace(/\ue000+/g, () => content.next().value ?? '')}\n`;
}

function standIn(cell: Cell): string {
  return cell.lines.map((line) => STAND_IN.repeat(displayWidth(line))).join('\n');
}

/** Line by line through each row, as a box is drawn; lines of no width have no stand-in. */
function* contentInDrawingOrder(rows: readonly (readonly Cell[])[]): Generator<string, undefined> {
  for (const row of rows) {
    const height = Math.max(0, ...row.map((cell) => cell.lines.length));
    for (let i = 0; i < height; i++) {
      for (const cell of row) {
        const line = cell.lines[i] ?? '';
        if (displayWidth(line) > 0) yield cell.paint ? cell.paint(line) : line;
      }
    }
  }
  return undefined;
}
