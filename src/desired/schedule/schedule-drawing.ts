import { plural } from '../../domain/gpus.js';
import type { Segment } from './schedule-changes.js';
import type { ScheduleReport } from './schedule-report.js';
import { addDays, momentOf, startOfDay, weekdayOf } from './schedule-time.js';
import { eachPart, type GpuHours } from './schedule-timeline.js';

const WEEK = 7;
const HOURS = '  GPU-hours';
const ALL_HOURS = 'all GPU-hours';
/** Characters a day can have, so that each stands for a whole number of hours. */
const CELLS = [24, 12, 8, 6, 4] as const;

/**
 * A report as plain text: a line a deployment with a figure for the replicas of every few hours, its GPU-hours by day
 * and week below, then what is saved. Weeks stand below each other.
 * @param width columns to fit in; 80 where it is not known. Names are never cut, so a narrow one may be exceeded
 */
export function drawSchedule(report: ScheduleReport, width = 80): string {
  const { rows, dates, timezone } = report;
  if (rows.length === 0) return 'no deployments\n';
  const severalZones = new Set(rows.map(({ zone }) => zone)).size > 1;
  const labels = rows.map(({ name, zone }) => (severalZones ? `${name} (${zone})` : name));
  const labelWidth = Math.max(...[timezone, HOURS, ALL_HOURS, ...labels].map((label) => label.length));
  const weekWidth = Math.max('week'.length, figure(report.hours.total).length);
  const columns = Math.min(WEEK, dates.length);
  const room = (width - labelWidth - weekWidth - 3) / columns - 1;
  const cells = CELLS.find((count) => count <= room) ?? 4;
  const figures = report.hours.days.map((hours) => figure(hours).length);
  const dayWidth = Math.max(cells, 'Mon 23'.length, ...figures);

  const line = (label: string, days: string[], end: string) =>
    `${label.padEnd(labelWidth)} |${days.join('|')}| ${end.padStart(weekWidth)}`.trimEnd();
  const hoursLine = (label: string, hours: GpuHours, first: number) => {
    const days = hours.days.slice(first, first + WEEK);
    const sum = days.reduce((total, day) => total + day, 0);
    const shown = days.map((day) => figure(day).padStart(dayWidth));
    return line(label, shown, figure(sum));
  };
  const bounds = boundsOfCells(dates, timezone, cells);
  const drawn = rows.map(({ timeline }) => drawDays(timeline, bounds, cells));
  const lines: string[] = [];
  for (let first = 0; first < dates.length; first += WEEK) {
    const week = dates.slice(first, first + WEEK);
    const heads = week.map((date) => `${weekdayOf(date)} ${date.slice(8)}`.padEnd(dayWidth));
    lines.push(line(timezone, heads, week.length === WEEK ? 'week' : 'sum'));
    for (const [index, row] of rows.entries()) {
      const days = drawn[index]?.slice(first, first + WEEK).map((day) => day.padEnd(dayWidth)) ?? [];
      lines.push(line(labels[index] ?? '', days, ''), hoursLine(HOURS, row.hours, first));
    }
    if (rows.length > 1) lines.push(hoursLine(ALL_HOURS, report.hours, first));
    lines.push('');
  }
  return [...lines, ...legend(report, 24 / cells), ''].join('\n');
}

/** Where the cells of all days begin, and where the last ends. */
function boundsOfCells(dates: readonly string[], timezone: string, cells: number): Date[] {
  const starts = dates.flatMap((date) =>
    Array.from({ length: cells }, (_, cell) => momentOf(date, (cell * 24) / cells, timezone)),
  );
  return [...starts, startOfDay(addDays(dates.at(-1) ?? '', 1), timezone)];
}

/** The figure that holds longest in each cell, by day; a cell that the clock jumps over has no time, and stays blank. */
function drawDays(timeline: readonly Segment[], bounds: readonly Date[], cells: number): string[] {
  const marks = new Array<string>(bounds.length - 1).fill(' ');
  let times = new Map<number, number>();
  let current = -1;
  eachPart(timeline, bounds, (cell, replicas, ms) => {
    if (cell !== current) times = new Map();
    current = cell;
    times.set(replicas, (times.get(replicas) ?? 0) + ms);
    marks[cell] = mark(longest(times));
  });
  return Array.from({ length: marks.length / cells }, (_, day) =>
    marks.slice(day * cells, (day + 1) * cells).join(''),
  );
}

/** The first of those that hold longest. */
function longest(times: ReadonlyMap<number, number>): number {
  let [found, most] = [0, 0];
  for (const [replicas, ms] of times) if (ms > most) [found, most] = [replicas, ms];
  return found;
}

function mark(replicas: number): string {
  return replicas === 0 ? '·' : replicas < 10 ? String(replicas) : '#';
}

function legend({ hours, rows, dates }: ScheduleReport, cellHours: number): string[] {
  const many = rows.some(({ timeline }) => timeline.some(({ replicas }) => replicas >= 10));
  const percent = hours.maximum === 0 ? 0 : Math.round((hours.saved / hours.maximum) * 100);
  return [
    `Replicas: each character is what holds longest in ${plural(cellHours, 'hour')}; · is none${many ? ', # ten or more' : ''}.`,
    `GPU-hours in ${plural(dates.length, 'day')}: ${figure(hours.total)}. Running the maximum all the time: ` +
      `${figure(hours.maximum)}. Saved: ${figure(hours.saved)} (${percent} %).`,
  ];
}

/** At most one decimal: `39`, `19.5`. */
function figure(hours: number): string {
  return String(Math.round(hours * 10) / 10);
}
