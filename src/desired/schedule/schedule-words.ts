import { plural } from '../../domain/counts.js';
import type { ExceptEntry, ScheduleEntry } from './entries.js';
import type { DesiredReplicas, Why } from './schedule.js';
import { stretchText } from './schedule-days.js';
import { formatMoment } from './schedule-time.js';
import { isWindow, windowText } from './window.js';

/** `schedule "0 7 * * 1-5"`, `window Mon-Fri 07:00-20:00`. */
export function entryText(entry: ScheduleEntry): string {
  return isWindow(entry) ? `window ${windowText(entry)}` : `schedule "${entry.cron}"`;
}

/** What decides, by name: `schedule "0 7 * * 1-5"`, `except 2026-12-24..2027-01-06`, `hold of ada`, `base value`. */
export function decidedBy(why: Why): string {
  if (why.kind === 'base') return 'base value';
  if (why.kind === 'schedule') return `${entryText(why.entry)}${boundText(why.entry)}`;
  const { heldBy } = why.entry;
  return heldBy === undefined ? exceptText(why.entry) : `hold of ${heldBy}`;
}

/** `except 2026-12-24..2027-01-06`, `holiday 2027-01-01`. */
export function exceptText(entry: ExceptEntry): string {
  return `${entry.holiday ? 'holiday' : 'except'} ${stretchText(entry)}`;
}

/** The reason in words: `schedule "0 20 * * 1-5", since Fri 2026-03-27 20:00 Europe/Vienna`. */
export function describeWhy(why: Why): string {
  if (why.kind === 'base') return decidedBy(why);
  const since = `since ${formatMoment(why.since, why.timezone)}`;
  if (why.kind === 'schedule') return `${decidedBy(why)}, ${since}`;
  const { heldBy, replicas } = why.entry;
  if (heldBy !== undefined)
    return `held by ${heldBy} ${since} until ${formatMoment(why.until, why.timezone)}`;
  return `${decidedBy(why)}${replicas === undefined ? ', base value' : ''}, ${since}`;
}

/** `at most `, `at least `: how an entry only limits the number of replicas; empty if it sets it. */
function limitOf({ 'at-most': most, 'at-least': least }: ScheduleEntry): string {
  if (most !== undefined) return 'at most ';
  return least === undefined ? '' : 'at least ';
}

/** Does an entry decide that only limits the number of replicas? The number can then be another than its own. */
export const givesWay = ({ why }: DesiredReplicas) => why.kind === 'schedule' && limitOf(why.entry) !== '';

/** `2 replicas`; for an entry that only limits the number `at most 2 replicas`. */
export const sizeText = ({ replicas, why }: DesiredReplicas) =>
  `${why.kind === 'schedule' ? limitOf(why.entry) : ''}${plural(replicas, 'replica')}`;

/** A key that is equal for entries that ask for the same. */
export const sizeKey = (entry: ScheduleEntry) => `${entry.replicas}${boundText(entry)}`;

/** ` at most 1`, ` on change`: how an entry does less than set the number. */
export function boundText(entry: ScheduleEntry): string {
  const limit = limitOf(entry);
  return `${limit && ` ${limit}${entry.replicas}`}${entry.on === undefined ? '' : ' on change'}`;
}
