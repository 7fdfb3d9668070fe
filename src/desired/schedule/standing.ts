import { HOUR_MS } from '../../domain/duration.js';
import { lastFire } from './cron/cron-fires.js';
import { type DesiredReplicas, desiredReplicas, type Scheduled, type Why } from './schedule.js';
import { boundsOf } from './schedule-days.js';
import { edgesOf, isWindow } from './window.js';

/** What there is of a deployment, and what a run before has made of it. */
export interface Standing {
  /** 0 where it does not exist; undefined where the service does not say. */
  replicas: number | undefined;
  /** When a run last brought it into its state; undefined where none is known of. */
  lastRun?: Date | undefined;
}

/**
 * Without a record of an earlier run, an `on: change` entry counts so long after it has fired, in ms: so it fires at
 * all where nothing is kept between runs, and what people did long before the first run stands.
 */
const UNRECORDED_MS = HOUR_MS;

/**
 * How many replicas a deployment should have at a moment, given how it stands. As `desiredReplicas`, but for entries that
 * give way: `at-most` never starts what has fewer, `at-least` never takes from what has more, and `on: change` counts once
 * each time it fires, at the first run that succeeds afterwards, however late that is, and once when something that stood
 * before it (a window, excepted days, a hold) has ended. `left`: the size stays as it is.
 */
export function replicasFor(
  deployment: Scheduled,
  at: Date,
  { replicas: now, lastRun }: Standing,
): DesiredReplicas & { left?: true } {
  const desired = desiredReplicas(deployment, at);
  const { why } = desired;
  if (why.kind !== 'schedule') return desired;
  const { on, 'at-most': most, 'at-least': least } = why.entry;
  const since = on === undefined ? why.since : decidesSince(deployment, why, at);
  const isOver = isOverSince(since, at, lastRun);
  const stays =
    (on === 'change' && isOver) ||
    (most !== undefined && (now === undefined || now <= most)) ||
    (least !== undefined && (now === undefined || now >= least));
  return stays ? { replicas: now ?? 0, why, left: true } : desired;
}

/** Has a run been since then; or, where none is known of, is that long ago? */
export function isOverSince(since: Date, at: Date, lastRun: Date | undefined): boolean {
  return lastRun === undefined ? at.getTime() - since.getTime() > UNRECORDED_MS : lastRun >= since;
}

/**
 * Since when an entry has decided without a break: since it fired, or since what stood before it ended. Of the base value
 * (without an entry) since the last of them ended, and since 1970 where there was none.
 */
export function decidesSince(
  { schedule, except, timezone }: Scheduled,
  entry: Extract<Why, { kind: 'schedule' }> | undefined,
  at: Date,
): Date {
  const { index, since } = entry ?? { index: -1, since: new Date(0) };
  const ends = [
    ...except.map((entry) => boundsOf(entry, timezone).to),
    ...schedule.flatMap((entry, place) =>
      place > index && isWindow(entry)
        ? (lastFire(edgesOf(entry).end, entry.timezone ?? timezone, at) ?? [])
        : [],
    ),
  ];
  return ends.reduce((latest, end) => (end > latest && end <= at ? end : latest), since);
}
