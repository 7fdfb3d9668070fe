import { cached } from '../../domain/cached.js';
import { kindOfDay } from './calendar.js';
import { type Cron, soundCron } from './cron/cron.js';
import { firesOn, minutesOf } from './cron/cron-fires.js';
import { type DayClock, dayClock } from './day-clock.js';
import type { ScheduleEntry } from './entries.js';
import type { Scheduled } from './schedule.js';
import { edgesOf, isWindow } from './window.js';

/** A cron of a schedule, and by whose clock it runs. */
export interface Line {
  cron: Cron;
  timezone: string;
  /** Lines of one outcome are told apart by nothing that a reader sees. */
  outcome: number;
  /** A window begins or ends: what holds then depends on more than the line that fired last. */
  edge?: true;
}

/** What of an entry fires: its cron, or the two edges of a window. @throws SyntaxError for an unsound expression */
export function cronsOf(entry: ScheduleEntry): Cron[] {
  if (isWindow(entry)) {
    const { start, end } = edgesOf(entry);
    return [start, end];
  }
  return entry.cron === undefined ? [] : [soundCron(entry.cron)];
}

/**
 * The crons whose firing can bring something else, in the order of the schedule. Where it has windows each is an outcome
 * of its own.
 * @throws SyntaxError for an unsound expression
 */
export function linesOf({ schedule, timezone }: Scheduled): Line[] {
  const hasWindows = schedule.some(isWindow);
  const lines = schedule.flatMap((entry): Line[] => {
    const line = { timezone: entry.timezone ?? timezone, outcome: entry.replicas };
    const edge = isWindow(entry) ? ({ edge: true } as const) : {};
    return cronsOf(entry).map((cron) => ({ ...line, ...edge, cron }));
  });
  return hasWindows ? lines.map((line, index) => ({ ...line, outcome: index })) : lines;
}

/** From a minute of a day on, a line of the schedule has fired last. */
export interface Point {
  minute: number;
  line: number;
}

/** What the lines of a schedule do on one day in UTC. Days that are alike have the same one. */
export interface DayCourse {
  /** In order; where one line follows another with the same outcome, and no window begins or ends, only the first is named. */
  points: readonly Point[];
  /** The line that fired last on this day; `undefined` where none did. */
  last: number | undefined;
  /** Everything that fires, also where a later line fires at the same minute; only where it was asked for. */
  firings: readonly Point[];
  /** The lines that fire without a later one that fires at the same minute. */
  deciding: readonly number[];
}

/**
 * Tells the course of any day of a schedule. Each is computed once for days of the same kind by clocks with the same
 * offsets, and once for days on which the same lines fire; a day on which a clock changes is like no other.
 */
export function dayCourses(lines: readonly Line[], all = false): (day: number) => DayCourse {
  const timezones = [...new Set(lines.map(({ timezone }) => timezone))];
  const byKind = new Map<string, DayCourse>();
  const byFiring = new Map<string, DayCourse>();
  const dated = lines.some(({ cron }) => cron.days.dated);
  return (day) => {
    const clocks = new Map<string, DayClock>();
    let key = `${kindOfDay(day)}`;
    let steady = true;
    for (const timezone of timezones) {
      const clock = dayClock(timezone, day);
      clocks.set(timezone, clock);
      if ('offset' in clock) key += `,${clock.offset}`;
      else steady = false;
    }
    if (!steady) return compute(lines, clocks, day, all);
    const byLines = () =>
      cached(byFiring, firing(lines, clocks, day), () => compute(lines, clocks, day, all));
    return dated ? byLines() : cached(byKind, key, byLines);
  };
}

/** Which lines fire on the two days on the wall that a steady day in UTC is part of, and by which offsets. */
function firing(lines: readonly Line[], clocks: ReadonlyMap<string, DayClock>, day: number): string {
  let key = '';
  for (const { cron, timezone } of lines) {
    const clock = clocks.get(timezone);
    const offset = clock && 'offset' in clock ? clock.offset : 0;
    const first = offset < 0 ? day - 1 : day;
    key += `${offset}${cron.days.matches(first) ? 'a' : ''}${cron.days.matches(first + 1) ? 'b' : ''},`;
  }
  return key;
}

function compute(
  lines: readonly Line[],
  clocks: ReadonlyMap<string, DayClock>,
  day: number,
  all: boolean,
): DayCourse {
  const fired: Point[] = [];
  const firings: Point[] = [];
  const deciding: number[] = [];
  let taken = 0n;
  let edges = 0n;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index];
    const clock = line && clocks.get(line.timezone);
    if (!line || !clock) continue;
    const own = firesOn(line.cron, clock, day);
    if (all) for (const minute of minutesOf(own)) firings.push({ minute, line: index });
    // A window ends, too, where a later line fires at the same minute.
    if (line.edge) edges |= own;
    const fires = own & ~taken;
    if (fires === 0n) continue;
    taken |= fires;
    deciding.push(index);
    for (const minute of minutesOf(fires)) fired.push({ minute, line: index });
  }
  fired.sort((a, b) => a.minute - b.minute);
  const outcomeOf = (point: Point | undefined) => point && lines[point.line]?.outcome;
  const isEdge = ({ minute }: Point) => ((edges >> BigInt(minute)) & 1n) === 1n;
  const points = fired.filter(
    (point, index) => outcomeOf(point) !== outcomeOf(fired[index - 1]) || isEdge(point),
  );
  firings.sort((a, b) => a.minute - b.minute);
  return { points, last: fired.at(-1)?.line, firings, deciding };
}
