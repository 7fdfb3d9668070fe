import { asRecord, own, ownList } from '../../domain/json.js';
import { SIZES } from '../schedule/entries.js';
import { parseMoment, soundMoment } from '../schedule/moment.js';
import { isDate } from '../schedule/schedule-days.js';
import { timeZoneProblem } from '../schedule/time-zone-name.js';
import { problemAt } from './problems.js';
import { DEFAULT_TIMEZONE } from './resolve.js';
import type { Path, Problem, Source } from './source.js';

/* Problems that concern several values of one entry of `schedule` or `except`. */

/**
 * The problems of whole entries in `schedule` and `except`, of a deployment or of the file.
 * @param name the only list to check, if it is one of `schedules`
 */
export function entryProblems(source: Source, path: Path, around: unknown, name = 'schedule'): Problem[] {
  const listed = (key: string, problemOf: (entry: unknown) => string | undefined): Problem[] =>
    ownList(around, key).flatMap((value, index) => {
      const message = asRecord(value) && problemOf(value);
      return message === undefined ? [] : [problemAt(source, [...path, key, index], message)];
    });
  const entries = listed(name, scheduleProblem);
  if (name !== 'schedule') return entries;
  const timezone = [own(around, 'timezone'), own(source.value, 'timezone')].find(isTimeZone);
  return [...entries, ...listed('except', (entry) => stretchProblem(entry, timezone ?? DEFAULT_TIMEZONE))];
}

const isTimeZone = (value: unknown): value is string =>
  typeof value === 'string' && timeZoneProblem(value) === undefined;

/** The problem of an entry of `except`: it has either days, or both ends of a stretch, of which the second is later. */
function stretchProblem(entry: unknown, timezone: string): string | undefined {
  const [date, from, to] = ['date', 'from', 'to'].map((key) => own(entry, key));
  if (date !== undefined && (from !== undefined || to !== undefined))
    return 'only one of date and a stretch (from, to) can be given';
  if (date !== undefined) return undefined;
  if (from === undefined && to === undefined) return 'date, or from and to, is missing';
  if (from === undefined || to === undefined) return `${from === undefined ? 'from' : 'to'} is missing`;
  if (typeof from !== 'string' || typeof to !== 'string') return undefined;
  const [begins, ends] = [parseMoment(from), parseMoment(to)];
  if (typeof begins === 'string' || typeof ends === 'string') return undefined;
  // Two wall-clock times are compared as they are written: if the clock skips both, they become the same moment.
  const clock = begins.kind === ends.kind ? 'UTC' : timezone;
  if (soundMoment(to, clock) > soundMoment(from, clock)) return undefined;
  const day = from === to && isDate(to) ? `; for the whole day, write date: ${to}` : '';
  return `ends before it begins: ${from} to ${to}${day}`;
}

function scheduleProblem(entry: unknown): string | undefined {
  const sizes = SIZES.filter((key) => own(entry, key) !== undefined);
  if (sizes.length === 0) return 'replicas, at-most or at-least is missing';
  if (sizes.length > 1) return `only one of ${sizes.join(' and ')} can be given`;
  if (own(entry, 'on') !== undefined && own(entry, 'cron') === undefined)
    return 'on: change works only with a cron: a window holds all the time from its from to its to';
  return whenProblem(entry);
}

/** The problem of an entry's time: it is either a cron, or a window with both its ends. */
function whenProblem(entry: unknown): string | undefined {
  const [cron, days, from, to] = ['cron', 'days', 'from', 'to'].map((key) => own(entry, key) !== undefined);
  if (cron && (days || from || to)) return 'only one of cron and a window (days, from, to) can be given';
  if (cron || (from && to)) return undefined;
  if (!days && !from && !to) return 'cron, or from and to for a window, is missing';
  return `${from ? '' : 'from'}${from || to ? '' : ' and '}${to ? '' : 'to'} ${from || to ? 'is' : 'are'} missing: a window has both, such as from: "07:00", to: "20:00"`;
}
