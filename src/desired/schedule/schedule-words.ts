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

/** Does an entry decide that only limits the number of replicas? The number can then be another than its own. */
export function givesWay({ why }: DesiredReplicas): boolean {
  return (
    why.kind === 'schedule' && (why.entry['at-most'] !== undefined || why.entry['at-least'] !== undefined)
  );
}

/** `2 replicas`; for an entry that only limits the number `at most 2 replicas`. */
export function sizeText({ replicas, why }: DesiredReplicas): string {
  const { 'at-most': most, 'at-least': least } = why.kind === 'schedule' ? why.entry : {};
  const bound = most !== undefined ? 'at most ' : least !== undefined ? 'at least ' : '';
  return `${bound}${plural(replicas, 'replica')}`;
}

/** A key that is equal for entries that ask for the same. */
export const sizeKey = (entry: ScheduleEntry) => `${entry.replicas}${boundText(entry)}`;

/** ` at most 1`, ` on change`: how an entry does less than set the number. */
export function boundText({ on, 'at-most': most, 'at-least': least }: ScheduleEntry): string {
  return [
    most === undefined ? '' : ` at most ${most}`,
    least === undefined ? '' : ` at least ${least}`,
    on === undefined ? '' : ' on change',
  ].join('');
}
