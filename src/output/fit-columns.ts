/** The widths a column of a list can have, in terminal columns; each at most the one before. */
export interface Column {
  /** Header on one line, every value whole. */
  full: number;
  /** Header and sentences broken at their spaces, every value whole. */
  whole: number;
  /** Header broken, every value in its short form; `whole` where it has none. */
  short: number;
  /** The least width that values may be cut to; the same as `short` where they may not be cut. */
  least: number;
  /** A list that is too wide leaves this column out, the lowest number first; absent: never. */
  spare?: number | undefined;
  /** The values are IDs, which commands accept in place of names. */
  isId?: boolean;
  /** The least width that names may be cut to in a list that keeps the column of IDs. */
  besideId?: number | undefined;
}

/** How a list fits; a column that is left out is undefined. */
export interface Fitting {
  padding: 0 | 1;
  columns: ({ width: number; short: boolean } | undefined)[];
}

/**
 * Fits the columns of a list into a terminal. Until the list fits, these steps follow each other: headers are broken at
 * their spaces, values take their short form (the beginning of an ID), the spaces beside the frame go, values that may
 * be cut are cut, whole columns are left out. The next command needs a name or an ID, so if the names do not fit
 * whole, they are cut and the column of IDs stays.
 * @returns undefined if the list still does not fit
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

/** Fits the columns, leaving out as few of them as possible. */
function fitWithout(columns: readonly Column[], width: number): Fitting | undefined {
  const spares = columns.filter(({ spare }) => spare !== undefined).sort(bySpare);
  for (let count = 0; count <= spares.length; count++) {
    const out = spares.slice(0, count);
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

/** Divides `room` among the columns. If it is too small, the columns easiest to spare take their short form first. */
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
 * Cuts the widest columns to one common width, the largest with which all columns fit into `room`, but no column below
 * its floor. Terminal columns that remain go to the last of the cut columns, one each.
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
