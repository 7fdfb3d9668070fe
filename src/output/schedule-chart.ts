import { daysInCells } from '../desired/schedule/drawn/schedule-cells.js';
import type { ScheduleReport, ScheduleRow } from '../desired/schedule/drawn/schedule-report.js';
import { formatMoment, weekdayOf } from '../desired/schedule/schedule-time.js';
import { decidedBy, sizeText } from '../desired/schedule/schedule-words.js';
import { cached } from '../domain/cached.js';
import { plural } from '../domain/counts.js';
import { gpus } from '../domain/gpus.js';
import type { Drawing, Painter } from './painter.js';
import { ASCII_MARKS, figure, MARKS, markOf, type ReplicaMarks, savingsLine } from './schedule-drawing.js';
import { visible } from './visible.js';
import { wrap } from './width.js';

export interface ChartOptions extends Pick<Drawing, 'width' | 'paint'> {
  /** Draw with ASCII characters only. */
  ascii?: boolean | undefined;
  /** The moment that the chart marks; it lies on the first day of the report. */
  at: Date;
  /** The marked moment's name in the chart: `now`, or `at` if the user chose the moment. */
  atName: 'now' | 'at';
}

/** The numbers of cells that a day can have, so that an hour is a whole number of cells or a cell is whole hours. */
const LEAST_CELLS = 6;
const CELLS = [144, 120, 96, 72, 48, 24, 12, 8, LEAST_CELLS] as const;
const HOURS = 'GPU-hours';
/** Spaces before and after the cells. */
const GAP = { left: 2, right: 3 } as const;
/** How many numbers of replicas the legend explains, and how many deciding entries it names for each. */
const MOST = { numbers: 8, names: 4 } as const;

/**
 * Draws a report for a terminal. For each deployment: the hours of the day from left to right, replicas as heights, one
 * line for each run of equal days, and below them what each height stands for and which schedule entries decide it.
 */
export function scheduleChart(report: ScheduleReport, options: ChartOptions): string {
  const { dates, timezone, rows } = report;
  if (rows.length === 0) return 'no deployments\n';
  const first = formatMoment(report.from, timezone).slice(0, 14);
  const head = `${timezone}, ${plural(dates.length, 'day')} from ${first}`;
  const charts = rows.flatMap((row) => ['', ...deploymentChart(report, row, options)]);
  const lines = [...wrap(head, options.width), ...charts, '', ...savings(report, options.width)];
  return `${lines.join('\n')}\n`;
}

/** The line about savings, wrapped so that a number and its `%` stay on one line. */
function savings(report: ScheduleReport, width: number): string[] {
  const joined = savingsLine(report).replaceAll(' %', '\u00a0%');
  return wrap(joined, width).map((line) => line.replaceAll('\u00a0', ' '));
}

/** Consecutive days that look the same. */
interface Run {
  /** The index of the first day among the dates of the report. */
  first: number;
  days: number;
  /** GPU-hours of each of these days. */
  hours: number;
}

function deploymentChart(report: ScheduleReport, row: ScheduleRow, options: ChartOptions): string[] {
  const { dates, timezone } = report;
  const { name, zone, gpuType, gpuCount } = row;
  const { width, ascii = false, paint } = options;
  const marks = ascii ? ASCII_MARKS : MARKS;
  const times = (days: number, hours: number) =>
    days === 1 ? figure(hours) : `${days} ${marks.times} ${figure(hours)}`;
  const runs = runsOf(report, row);
  const labels = runs.map(labelOfRuns(dates, marks));
  const longest = Math.max('sum'.length, ...labels.map(({ length }) => length));
  const hours = Math.max(HOURS.length, ...runs.map((run) => times(run.days, run.hours).length));
  // On a narrow terminal labels stand above their cells.
  const room = width - GAP.left - GAP.right - hours;
  const beside = longest + LEAST_CELLS <= room;
  const left = GAP.left + (beside ? longest : 0);
  const cells = CELLS.find((count) => count <= width - left - GAP.right - hours) ?? LEAST_CELLS;
  const most = Math.max(...row.timeline.map(({ replicas }) => replicas));
  const line = (name: string, drawn: string, end: string) =>
    `${name.padEnd(left)}${drawn}${' '.repeat(GAP.right)}${end.padStart(hours)}`;
  const labelled = (name: string, drawn: string, end: string) =>
    beside ? [line(name, drawn, end)] : [name, line('', drawn, end)];
  const draw = (cells: readonly (number | undefined)[]) =>
    coloured(cells.map((replicas) => markOf(replicas, most, marks)).join(''), marks, paint);
  const drawn = daysInCells(row.timeline, { dates, timezone, cells });
  return [
    ...wrap(visible(`${name} in ${zone}: ${gpus(gpuCount)} (${gpuType}) a replica`), width).map((text) =>
      paint.head(text),
    ),
    ...wrap(visible(presentOf(report, row, options)), width),
    line('', axis(cells), HOURS),
    pointer(report, options, { marks, cells, left }),
    ...runs.flatMap(({ first, days, hours }, i) =>
      labelled(labels[i] ?? '', draw(drawn[first] ?? []), times(days, hours)),
    ),
    ...labelled('sum', ' '.repeat(cells), figure(row.hours.total)),
    ...explanations(row, width, (replicas) => draw([replicas])),
  ];
}

/** `Now, 12:00: 3 replicas until 20:00, by schedule "0 7 * * 1-5"`. */
function presentOf({ timezone }: ScheduleReport, { timeline }: ScheduleRow, options: ChartOptions): string {
  const { at, atName } = options;
  const index = timeline.findIndex(({ from, to }) => from <= at && at < to);
  const segment = timeline[index];
  if (!segment) return '';
  const next = timeline.slice(index + 1).find(({ replicas }) => replicas !== segment.replicas);
  const moment = formatMoment(at, timezone);
  const until = next ? ` until ${momentBeside(formatMoment(next.from, timezone), moment)}` : '';
  const name = atName === 'now' ? `Now, ${timeOf(moment)}` : `At ${timeOf(moment)}`;
  return `${name}: ${sizeText(segment)}${until}, by ${decidedBy(segment.why)}`;
}

/** A formatted moment, shortened to its time if it is on the same day as `other`. */
function momentBeside(moment: string, other: string): string {
  return moment.slice(0, 14) === other.slice(0, 14) ? timeOf(moment) : moment.slice(0, 20);
}

const timeOf = (moment: string) => moment.slice(15, 20);

/** Groups equal days. They are compared in the finest cells, so that days which look equal but differ stay apart. */
function runsOf({ dates, timezone }: ScheduleReport, row: ScheduleRow): Run[] {
  const days = daysInCells(row.timeline, { dates, timezone, cells: CELLS[0] }).map((day) => day.join());
  const runs: Run[] = [];
  for (const [index, hours] of row.hours.days.entries()) {
    const last = runs.at(-1);
    if (last?.hours === hours && days[last.first] === days[index]) last.days++;
    else runs.push({ first: index, days: 1, hours });
  }
  return runs;
}

/** `Mon 23`, `Mon 23–Fri 27`; with the month if the report is so long that days of the month can repeat. */
function labelOfRuns(dates: readonly string[], { to }: ReplicaMarks): (run: Run) => string {
  const day = (index: number) => {
    const date = dates[index] ?? '';
    return `${weekdayOf(date)} ${date.slice(dates.length > 28 ? 5 : 8)}`;
  };
  return ({ first, days }) => (days === 1 ? day(first) : `${day(first)}${to}${day(first + days - 1)}`);
}

/** The line of hours above the cells, with as many hours as have room. */
function axis(cells: number): string {
  const least = cells > 24 ? 5 : 3;
  const step = [1, 2, 3, 6, 12].find((hours) => (hours * cells) / 24 >= least) ?? 12;
  let line = '';
  for (let hour = 0; hour < 24; hour += step) line = line.padEnd((hour * cells) / 24) + hour;
  return line.padEnd(cells);
}

/** The line with an arrow that points down at the marked moment, in the first line of cells below it. */
function pointer(
  { timezone }: ScheduleReport,
  { at, atName, paint }: ChartOptions,
  { marks, cells, left }: { marks: ReplicaMarks; cells: number; left: number },
): string {
  const [hour = 0, minute = 0] = timeOf(formatMoment(at, timezone)).split(':').map(Number);
  const column = left + Math.floor(((hour + minute / 60) * cells) / 24);
  const text =
    column + ` ${atName}`.length < left + cells ? `${marks.down} ${atName}` : `${atName} ${marks.down}`;
  const start = text.startsWith(marks.down) ? column : column - text.length + 1;
  return ' '.repeat(start) + paint.head(text);
}

function coloured(drawn: string, marks: ReplicaMarks, paint: Painter): string {
  return drawn
    .split(marks.pieces)
    .map((piece) => {
      if (piece.trim() === '') return piece;
      return paint.tone(piece.startsWith(marks.none) ? 'off' : 'good')(piece);
    })
    .join('');
}

/** Lines that explain each mark, the most replicas first: how many replicas it is, and which entries decide that. */
function explanations(row: ScheduleRow, width: number, draw: (replicas: number) => string): string[] {
  const deciding = new Map<number, Set<string>>();
  for (const { replicas, why } of row.timeline) {
    cached(deciding, replicas, () => new Set()).add(decidedBy(why));
  }
  const numbers = [...deciding].sort(([a], [b]) => b - a);
  const shown = numbers.slice(0, MOST.numbers).flatMap(([replicas, names]) => {
    const text = `${plural(replicas, 'replica')}: ${abridged([...names])}`;
    const lines = wrap(visible(text), Math.max(10, width - 4));
    return lines.map((line, i) => `  ${i === 0 ? draw(replicas) : ' '} ${line}`);
  });
  const left = numbers.length - MOST.numbers;
  const rest = left > 0 ? wrap(`and ${plural(left, 'other number')}, see -O json`, width - 2) : [];
  return [...shown, ...rest.map((line) => `  ${line}`)];
}

function abridged(names: readonly string[]): string {
  const left = names.length - MOST.names;
  return [...names.slice(0, MOST.names), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}
