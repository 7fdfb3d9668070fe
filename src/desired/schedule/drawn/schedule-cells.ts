import { DAY_MS } from '../../../domain/duration.js';
import type { Segment } from '../schedule-changes.js';
import { addDays, momentOfWall, startOfDay } from '../schedule-time.js';
import { eachPart } from './schedule-report.js';

/** Days drawn in cells of the same length, by the clock of one time zone. */
export interface Grid {
  /** `YYYY-MM-DD`, in order, without gaps. */
  dates: readonly string[];
  timezone: string;
  /** Cells per day. */
  cells: number;
}

/**
 * The number of replicas that holds longest in each cell, day by day; of several, the first. A cell that the clock
 * skips has no time and is undefined; an hour that comes twice counts twice in its cell.
 */
export function daysInCells(timeline: readonly Segment[], grid: Grid): (number | undefined)[][] {
  const { dates, cells } = grid;
  const found = new Array<number | undefined>(dates.length * cells).fill(undefined);
  let times = new Map<number, number>();
  let current = -1;
  eachPart(timeline, boundsOfCells(grid), (cell, replicas, ms) => {
    if (cell !== current) times = new Map();
    current = cell;
    times.set(replicas, (times.get(replicas) ?? 0) + ms);
    found[cell] = longest(times);
  });
  return dates.map((_, day) => found.slice(day * cells, (day + 1) * cells));
}

/** The beginnings of the cells of all days, and the end of the last. */
function boundsOfCells({ dates, timezone, cells }: Grid): Date[] {
  const starts = dates.flatMap((date) =>
    Array.from({ length: cells }, (_, cell) =>
      momentOfWall(Date.parse(date) + (cell * DAY_MS) / cells, timezone),
    ),
  );
  return [...starts, startOfDay(addDays(dates.at(-1) ?? '', 1), timezone)];
}

/** The number that holds longest; of several, the first. */
function longest(times: ReadonlyMap<number, number>): number {
  let [found, most] = [0, 0];
  for (const [replicas, ms] of times) if (ms > most) [found, most] = [replicas, ms];
  return found;
}
