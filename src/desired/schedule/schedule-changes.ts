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
import { boundText, sizeKey } from './schedule-words.js';
import { beganAt } from './standing.js';
import { isWindow } from './window.js';

/** A moment at which the number of replicas may become another one. */
export interface Change extends DesiredReplicas {
  at: Date;
}

/**
 * A stretch of time with one number of replicas, or one limit for it, for one kind of reason; `why` is the reason at
 * its beginning.
 */
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
    if (
      last !== undefined &&
      kindOf(last) === kindOf(segment) &&
      limitOf(last) === limitOf(segment) &&
      !isChange(last, segment)
    )
      continue;
    if (last !== undefined) last.to = segment.from;
    // Where something ends that overrode the schedule, the walk may not know when the cron that decides last fired.
    const isResumed = why.kind === 'schedule' && why.since < segment.from;
    last = isResumed ? { ...segment, ...desiredReplicas(deployment, segment.from) } : segment;
    segments.push(last);
  }
  return segments;
}

/** The first moment after `at` at which the number of replicas may become another one; undefined if there is none. */
export function nextChange(deployment: Scheduled, at: Date): Change | undefined {
  for (const segment of walk(deployment, at)) {
    const { from, before } = segment;
    // The walk may have a wrong `since`, so the reason is determined again.
    if (
      before &&
      (isChange(before, segment) || wakes(deployment, segment) || endsLoad(deployment, before, segment))
    )
      return { at: from, ...desiredReplicas(deployment, from) };
  }
  return undefined;
}

/**
 * May the number of replicas become another one when a segment begins? It may also where both numbers are equal: if
 * what decided before leaves room for changes by hand (`at-most`, `at-least`, `on: change`), the number may have become
 * another one meanwhile.
 */
export function isChange(before: DesiredReplicas, segment: Segment): boolean {
  if (before.replicas !== segment.replicas) return true;
  if (limitOf(before) === '') return false;
  return limitOf(before) !== limitOf(segment) || firesOnce(segment);
}

/** The kind of a reason. Holds and holidays are kinds of their own, so that a report has each of them. */
function kindOf({ why }: DesiredReplicas): string {
  if (why.kind !== 'except') return why.kind;
  return why.entry.heldBy === undefined ? (why.entry.holiday ? 'holiday' : why.kind) : 'hold';
}

/** How the entry that decides does less than set the number; empty if it does set it. */
const limitOf = ({ why }: DesiredReplicas) => (why.kind === 'schedule' ? boundText(why.entry) : '');

/** Does a segment begin because an `on: change` entry fires? */
const firesOnce = ({ why, from }: Segment) =>
  why.kind === 'schedule' && why.entry.on !== undefined && why.since.getTime() === from.getTime();

/** Does something begin to decide with a segment that wakes the deployment if it sleeps? */
const wakes = (deployment: Scheduled, { why, from, replicas }: Segment) =>
  deployment.idle !== undefined &&
  replicas > 0 &&
  beganAt(deployment, why, from).getTime() === from.getTime();

/** Does the load, which may have led to another number, no longer decide alone from a segment on? */
const endsLoad = ({ autoscale }: Scheduled, before: DesiredReplicas, segment: Segment) =>
  autoscale !== undefined && isBase(before) && !isBase(segment);

/** Does the base value decide, by itself or on excepted days without a number? */
const isBase = ({ why }: DesiredReplicas) =>
  why.kind === 'base' || (why.kind === 'except' && why.entry.replicas === undefined);

/**
 * Yields what holds at `from`, and then at every later moment that may change it, in order, day by day in UTC. A
 * segment really ends where the next begins, so a caller has to cut all but the last. `before` is what decided just
 * before it; the first segment has none. If a cron has fired several times in a row, its `since` can be any of these
 * moments.
 * @param to the end, not included. Without it, the walk ends once every kind of day has come, because nothing new can
 * follow; of days that begin and go on alike it then yields only the first, and the `since` of what holds afterwards
 * can be that of the first
 */
function* walk(
  deployment: Scheduled,
  from: Date,
  to?: Date,
): Generator<Segment & { before?: DesiredReplicas }, void> {
  const end = to ?? from;
  let now = desiredReplicas(deployment, from);
  yield { from, to: end, ...now };
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
    const heldBefore = afterCourse && whichHold(held);
    const after = heldBefore === undefined ? undefined : afterCourse?.get(heldBefore);
    for (const { at, entries } of after ? [] : momentsOf(day, course, turning)) {
      if (to !== undefined && at >= to.getTime()) return;
      if (at <= from.getTime()) continue;
      const moment = new Date(at);
      held = heldAfter(deployment, held, entries, moment);
      if (turning.includes(at)) except = exceptOn(moment);
      const before = now;
      now = except ?? saidBy(deployment, held);
      yield { from: moment, to: end, ...now, before };
    }
    if (after) {
      held = after;
      now = saidBy(deployment, held);
    } else if (heldBefore !== undefined) afterCourse?.set(heldBefore, held);
    if (except === undefined && day - lastTurn < daysToSee) {
      day++;
      continue;
    }
    // Nothing changes any more until these excepted days end, or the next ones begin.
    const next = Math.min(...[...turns.keys()].filter((turn) => turn > day));
    if (next === Number.POSITIVE_INFINITY) return;
    day = next;
    held = heldFrom(deployment, new Date(next * DAY_MS - 1));
    now = except ?? saidBy(deployment, held);
  }
}

/**
 * Does a schedule have no entries, or do all ask for the same at all times? Then only excepted days bring something
 * else.
 */
function saysOnlyOne({ schedule, replicas, idle, autoscale }: Scheduled): boolean {
  if (schedule.length === 0) return true;
  if (idle !== undefined || autoscale !== undefined || schedule.some(({ on }) => on !== undefined))
    return false;
  // A cron has always fired before, so beside one the base value never decides.
  const [first = { replicas }] = schedule.every(isWindow) ? [] : schedule;
  return schedule.every((entry) => sizeKey(entry) === sizeKey(first));
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
