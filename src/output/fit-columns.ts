/** The widths a column of a list can have, in terminal columns; each at most the one before. */
export interface Column {
  /** Header on one line, every value whole. */
  full: number;
  /** Header and sentences broken at their spaces, every value whole. */
  whole: number;
  /** Header broken, every value in its short form; `whole` where it has none. */
  short: number;
  /** As far as values may be cut; `short` where they may not. */
  least: number;
  /** Left out of a list that has no room for it, the least number first; absent: never. */
  spare?: number | undefined;
  /** A command can be given this in place of a name. */
  isId?: boolean;
  /** As far as names may be cut, where the ID stands beside them. */
  besideId?: number | undefined;
}

/** How a list fits; a column that is left out is undefined. */
export interface Fitting {
  padding: 0 | 1;
  columns: ({ width: number; short: boolean } | undefined)[];
}

/**
 * Fits the columns of a list into a terminal. These go, in this order, until it fits: the headers' long lines, the long
 * forms of values (the beginning of an ID is enough), the spaces beside the frame, the ends of values that may be
 * cut, whole columns that can be spared. A command needs the name or the ID: where names do not fit whole, they are
 * cut and the ID stays.
 * @returns undefined when even then it does not fit
 */
export function fitColumns(columns: readonly Column[], width: number): Fitting | undefined {
  const whole = fitWithout(columns, width);
  if (whole || !columns.some(({ isId }) => isId)) return whole;
  const cut = columns.map((column) => ({
    ...column,
    least: Math.min(column.besideId ?? column.least, column.least),
    spare: column.isId ? undefined : column.spare,
  }));
  return fitWithout(cut, width);
}

/** Leaves out as few columns as need be. */
function fitWithout(columns: readonly Column[], width: number): Fitting | undefined {
  const spares = columns.filter(({ spare }) => spare !== undefined).sort(bySpare);
  for (let left = 0; left <= spares.length; left++) {
    const out = spares.slice(0, left);
    const shown = columns.filter((column) => !out.includes(column));
    const ways = [
      { padding: 1, mayCut: false },
      { padding: 0, mayCut: false },
      { padding: 0, mayCut: true },
    ] as const;
    for (const { padding, mayCut } of ways) {
      const shared = share(shown, width - shown.length * (2 * padding + 1) - 1, mayCut);
      if (shared) return { padding, columns: columns.map((column) => shared.get(column)) };
    }
  }
  return undefined;
}

const bySpare = (a: Column, b: Column) => (a.spare ?? Number.MAX_VALUE) - (b.spare ?? Number.MAX_VALUE);

/** Gives the columns their widths, the one that can best be spared in its short form first. */
function share(
  columns: readonly Column[],
  room: number,
  mayCut: boolean,
): Map<Column, { width: number; short: boolean }> | undefined {
  const shortenable = columns.filter(({ short, whole }) => short < whole).sort(bySpare);
  for (let count = mayCut ? shortenable.length : 0; count <= shortenable.length; count++) {
    const shortened = shortenable.slice(0, count);
    const forms = columns.map((column) => {
      const short = shortened.includes(column);
      const whole = short ? column.short : column.whole;
      return { short, whole, full: short ? whole : column.full, least: Math.min(column.least, whole) };
    });
    const full = shrunk(
      forms.map((form) => form.full),
      forms.map((form) => form.whole),
      room,
    );
    const widths = mayCut
      ? shrunk(
          full,
          forms.map((form) => form.least),
          room,
        )
      : full;
    if (sum(widths) <= room)
      return new Map(
        columns.map((column, i) => [column, { width: widths[i] ?? 0, short: forms[i]?.short === true }]),
      );
  }
  return undefined;
}

/**
 * Cuts the widest columns to one width, the largest with which all fit, but none below its floor. What is then left over
 * goes to the last of them.
 */
function shrunk(from: readonly number[], floors: readonly number[], room: number): number[] {
  const cutTo = (width: number) => from.map((one, i) => Math.max(floors[i] ?? 0, Math.min(one, width)));
  let [fits, tooWide] = [0, Math.max(0, ...from) + 1];
  while (tooWide - fits > 1) {
    const width = Math.floor((fits + tooWide) / 2);
    if (sum(cutTo(width)) <= room) fits = width;
    else tooWide = width;
  }
  const widths = cutTo(fits);
  let left = room - sum(widths);
  for (let i = widths.length - 1; i >= 0 && left > 0; i--) {
    if (widths[i] !== fits || from[i] === fits) continue;
    widths[i] = fits + 1;
    left--;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
