/** The widths a column of a list can have, in terminal columns; each at most the one before. */
export interface Column {
  /** Header on one line, every value whole. */
  full: number;
  /** Header broken at its spaces, every value whole. */
  whole: number;
  /** As far as values may be cut; `whole` where they may not. */
  least: number;
  /** Cut only when the others have nothing left to give. */
  last: boolean;
}

/**
 * Column widths that add up to at most `room`: headers are broken first, then values cut, the longest first,
 * names last. Undefined when even the least widths do not fit.
 */
export function fitWidths(columns: readonly Column[], room: number): number[] | undefined {
  const widths = columns.map((column) => column.full);
  shrink(
    widths,
    columns.map((column) => column.whole),
    room,
  );
  shrink(
    widths,
    columns.map((column) => (column.last ? column.whole : column.least)),
    room,
  );
  shrink(
    widths,
    columns.map((column) => column.least),
    room,
  );
  return sum(widths) <= room ? widths : undefined;
}

/** Takes from the widest column above its floor until the sum fits or every column stands on its floor. */
function shrink(widths: number[], floors: readonly number[], room: number): void {
  for (let excess = sum(widths) - room; excess > 0; ) {
    const [widest, second] = byWidth(widths, floors);
    if (widest === undefined) return;
    const width = widths[widest] ?? 0;
    // Down to the next one in a single step, so that a value of a million characters costs no million steps.
    const next = second === undefined ? 0 : Math.min(widths[second] ?? 0, width - 1);
    const target = Math.max(next, floors[widest] ?? 0, width - excess);
    excess -= width - target;
    widths[widest] = target;
  }
}

/** The indices of the columns above their floor, widest first. */
function byWidth(widths: readonly number[], floors: readonly number[]): number[] {
  return widths
    .map((_, index) => index)
    .filter((index) => (widths[index] ?? 0) > (floors[index] ?? 0))
    .sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
