import { daysInCells } from '../desired/schedule/drawn/schedule-cells.js';
import type { GpuHours, ScheduleReport } from '../desired/schedule/drawn/schedule-report.js';
import { weekdayOf } from '../desired/schedule/schedule-time.js';
import { plural } from '../domain/counts.js';
import { visible } from './visible.js';
import { displayWidth } from './width.js';

/** The characters that a chart of replicas is drawn with. */
export interface ReplicaMarks {
  /** From few replicas to the most. */
  levels: readonly string[];
  none: string;
  down: string;
  times: string;
  to: string;
  /** Splits a line of cells into runs without replicas, blanks and runs with replicas, for their colours. */
  pieces: RegExp;
}

export const MARKS: ReplicaMarks = {
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  none: '·',
  down: '▼',
  times: '×',
  to: '–',
  pieces: /(·+| +)/,
};

/** ASCII marks show the number of replicas as a digit, not as a height; `#` is ten or more. */
export const ASCII_MARKS: ReplicaMarks = {
  levels: [],
  none: '.',
  down: 'v',
  times: 'x',
  to: '-',
  pieces: /(\.+| +)/,
};

/**
 * The mark for a number of replicas.
 * @param replicas undefined for a cell without time, as when clocks go forward: it is blank
 * @param most the number of replicas that is drawn highest
 */
export function markOf(replicas: number | undefined, most: number, { levels, none }: ReplicaMarks): string {
  if (replicas === undefined) return ' ';
  if (replicas === 0) return none;
  if (levels.length === 0) return replicas < 10 ? String(replicas) : '#';
  const level = Math.max(1, Math.round((replicas / most) * levels.length));
  return levels[level - 1] ?? '';
}

const WIDTH = 80;
const WEEK = 7;
const HOURS = '  GPU-hours';
const ALL_HOURS = 'all GPU-hours';
/** The numbers of characters that a day can have: each character stands for a whole number of hours. */
const CELLS = [24, 12, 8, 6, 4] as const;
const FIGURES: ReplicaMarks = { ...ASCII_MARKS, none: MARKS.none };

/**
 * Draws a report as plain text: a line for each deployment with its replicas every few hours as digits, a line with its
 * GPU-hours by day and week below, then what is saved. Weeks stand below each other. Lines have at most 80 columns
 * unless a name is too long for that, because names are not cut.
 */
export function drawSchedule(report: ScheduleReport): string {
  const { rows, dates, timezone } = report;
  if (rows.length === 0) return 'no deployments\n';
  const severalZones = new Set(rows.map(({ zone }) => zone)).size > 1;
  const labels = rows.map(({ name, zone }) => visible(severalZones ? `${name} (${zone})` : name));
  const labelWidth = Math.max(...[timezone, HOURS, ALL_HOURS, ...labels].map(displayWidth));
  const weekWidth = Math.max('week'.length, figure(report.hours.total).length);
  const columns = Math.min(WEEK, dates.length);
  const room = (WIDTH - labelWidth - weekWidth - 3) / columns - 1;
  const cells = CELLS.find((count) => count <= room) ?? 4;
  const figures = report.hours.days.map((hours) => figure(hours).length);
  const dayWidth = Math.max(cells, 'Mon 23'.length, ...figures);

  const line = (label: string, days: string[], end: string) =>
    `${label}${' '.repeat(labelWidth - displayWidth(label))} |${days.join('|')}| ${end.padStart(weekWidth)}`.trimEnd();
  const hoursLine = (label: string, hours: GpuHours, first: number) => {
    const days = hours.days.slice(first, first + WEEK);
    const sum = days.reduce((total, day) => total + day, 0);
    const shown = days.map((day) => figure(day).padStart(dayWidth));
    return line(label, shown, figure(sum));
  };
  const drawn = rows.map(({ timeline }) =>
    daysInCells(timeline, { dates, timezone, cells }).map((day) =>
      day.map((replicas) => markOf(replicas, 0, FIGURES)).join(''),
    ),
  );
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

function legend(report: ScheduleReport, cellHours: number): string[] {
  const many = report.rows.some(({ timeline }) => timeline.some(({ replicas }) => replicas >= 10));
  return [
    `Replicas: each character is what holds longest in ${plural(cellHours, 'hour')}; · is none${many ? ', # ten or more' : ''}.`,
    savingsLine(report),
  ];
}

/** The sentence that compares the report's GPU-hours with those of running the maximum all the time. */
export function savingsLine({ hours, dates }: ScheduleReport): string {
  const percent = hours.maximum === 0 ? 0 : Math.round((hours.saved / hours.maximum) * 100);
  return (
    `GPU-hours in ${plural(dates.length, 'day')}: ${figure(hours.total)}. Running the maximum all the time: ` +
    `${figure(hours.maximum)}. Saved: ${figure(hours.saved)} (${percent} %).`
  );
}

/** Hours as they are drawn, with at most one decimal: `39`, `19.5`. */
export function figure(hours: number): string {
  return String(Math.round(hours * 10) / 10);
}
