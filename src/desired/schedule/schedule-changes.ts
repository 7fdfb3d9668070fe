import { cached } from '../../domain/cached.js';
import { DAY_MS, MINUTE_MS } from '../../domain/duration.js';
import { EVERY_KIND_OF_DAY } from './calendar.js';
import {
  type DesiredReplicas,
  desiredReplicas,
  excepted,
  type Held,
  heldAfter,
  heldFrom,
  type Scheduled,
  saidBy,
  whichHold,
} from './schedule.js';
import { type DayCourse, dayCourses, linesOf } from './schedule-day.js';
import { boundsOf } from './schedule-days.js';
import { isWindow } from './window.js';

/** A moment at which another number of replicas is desired. */
export interface Change extends DesiredReplicas {
  at: Date;
}

/** A stretch of time with one number of replicas for one kind of reason; `why` is the reason at its beginning. */
export interface Segment extends DesiredReplicas {
  from: Date;
  to: Date;
}

/** The desired replicas over time, without gaps. @param to the end, not included */
export function replicaTimeline(deployment: Scheduled, from: Date, to: Date): Segment[] {
  const segments: Segment[] = [];
  if (from >= to) return segments;
  let last: Segment | undefined;
  for (const segment of walk(deployment, from, to)) {
    const { why } = segment;
    if (last?.replicas === segment.replicas && last.why.kind === why.kind) continue;
    if (last !== undefined) last.to = segment.from;
    // Where something ends that overrode the schedule, the walk may not know when the cron that decides last fired.
    const isResumed = why.kind === 'schedule' && why.since < segment.from;
    last = isResumed ? { ...segment, ...desiredReplicas(deployment, segment.from) } : segment;
    segments.push(last);
  }
  return segments;
}

/** The first moment after `at` at which other replicas are desired than at `at`; undefined if there is none. */
export function nextChange(deployment: Scheduled, at: Date): Change | undefined {
  const now = desiredReplicas(deployment, at);
  for (const { from, replicas } of walk(deployment, at)) {
    // The walk may have a wrong `since`, so the reason is determined again.
    if (replicas !== now.replicas) return { at: from, ...desiredReplicas(deployment, from) };
  }
  return undefined;
}

/**
 * Yields what holds at `from`, and then at every later moment that may change it, in order, day by day in UTC. A
 * segment really ends where the next begins, so a caller has to cut all but the last. If a cron has fired several times
 * in a row, its `since` can be any of these moments.
 * @param to the end, not included. Without it, the walk ends once every kind of day has come, because nothing new can
 * follow; of days that begin and go on alike it then yields only the first, and the `since` of what holds afterwards
 * can be that of the first
 */
function* walk(deployment: Scheduled, from: Date, to?: Date): Generator<Segment, void> {
  const end = to ?? from;
  yield { from, to: end, ...desiredReplicas(deployment, from) };
  const courseOf = dayCourses(linesOf(deployment));
  const turns = turnsByDay(deployment);
  /** The number of days without a turn after which everything that the schedule can bring has come. */
  const daysToSee = saysOnlyOne(deployment) ? 0 : EVERY_KIND_OF_DAY;
  const exceptOn = excepted(deployment);
  let except = exceptOn(from);
  let held = heldFrom(deployment, from);
  const first = dayOf(from.getTime());
  let day = first;
  let lastTurn = day;
  /** What holds after a day with a course, by what held before it. */
  const seen = new Map<DayCourse, Map<string, Held>>();
  while (to === undefined || day * DAY_MS < to.getTime()) {
    const turning = turns.get(day) ?? [];
    if (turning.length > 0) lastTurn = day;
    const course = courseOf(day);
    const afterCourse =
      to === undefined && turning.length === 0 && day > first
        ? cached(seen, course, () => new Map())
        : undefined;
    const before = afterCourse && whichHold(held);
    const after = before === undefined ? undefined : afterCourse?.get(before);
    for (const { at, entries } of after ? [] : momentsOf(day, course, turning)) {
      if (to !== undefined && at >= to.getTime()) return;
      if (at <= from.getTime()) continue;
      const moment = new Date(at);
      held = heldAfter(deployment, held, entries, moment);
      if (turning.includes(at)) except = exceptOn(moment);
      yield { from: moment, to: end, ...(except ?? saidBy(deployment, held)) };
    }
    if (after) held = after;
    else if (before !== undefined) afterCourse?.set(before, held);
    if (except === undefined && day - lastTurn < daysToSee) {
      day++;
      continue;
    }
    // Nothing changes any more until these excepted days end, or the next ones begin.
    const next = Math.min(...[...turns.keys()].filter((turn) => turn > day));
    if (next === Number.POSITIVE_INFINITY) return;
    day = next;
    held = heldFrom(deployment, new Date(next * DAY_MS - 1));
  }
}

/** Do all entries of a schedule have the same number? Then only excepted days bring another. */
function saysOnlyOne({ schedule, replicas: base }: Scheduled): boolean {
  // A cron has always fired before, so beside one the base value never decides.
  const number = schedule.every(isWindow) ? base : schedule[0]?.replicas;
  return schedule.every(({ replicas }) => replicas === number);
}

function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

/** The moments at which excepted days begin or end (turns), each once, by their day in UTC. */
function turnsByDay({ except, timezone }: Scheduled): Map<number, number[]> {
  const turns = new Map<number, number[]>();
  for (const entry of except) {
    const { from, to } = boundsOf(entry, timezone);
    for (const at of [from.getTime(), to.getTime()]) {
      const turning = cached(turns, dayOf(at), () => []);
      if (!turning.includes(at)) turning.push(at);
    }
  }
  return turns;
}

/** The moments of a day, in order, with the entries of the schedule that fire at them. */
function momentsOf(day: number, { points }: DayCourse, turning: readonly number[]) {
  const fires = points.map(({ minute, entries }) => ({ at: day * DAY_MS + minute * MINUTE_MS, entries }));
  if (turning.length === 0) return fires;
  const silent = turning
    .filter((turn) => !fires.some(({ at }) => at === turn))
    .map((at) => ({ at, entries: [] }));
  return [...fires, ...silent].sort((a, b) => a.at - b.at);
}
