import { namesHolidays, readTime, readWeekdays, type Window } from './window.js';

const DAY = 1440;
const WEEK = 7 * DAY;

/**
 * The minutes of a week, from Sunday's midnight, in which a window holds. Undefined where holidays have a say: then no week
 * is like another.
 */
function weekOf({ days, from, to }: Window): Uint8Array | undefined {
  if (namesHolidays(days)) return undefined;
  const read = days === undefined ? { weekdays: [0, 1, 2, 3, 4, 5, 6] } : readWeekdays(days);
  const [begins, ends] = [readTime(from), readTime(to)];
  if (typeof read === 'string' || begins === undefined || ends === undefined) return undefined;
  const length = ends > begins ? ends - begins : ends + DAY - begins;
  const week = new Uint8Array(WEEK);
  for (const day of read.weekdays)
    for (let minute = 0; minute < length; minute++) week[(day * DAY + begins + minute) % WEEK] = 1;
  return week;
}

/** Whether some windows, by one clock, leave nothing of a week: of another one's hours, or of any. */
export function covers(windows: readonly Window[], one?: Window): boolean {
  const own = one === undefined ? new Uint8Array(WEEK).fill(1) : weekOf(one);
  if (own === undefined) return false;
  const weeks = windows.flatMap((window) => weekOf(window) ?? []);
  return own.every((isOwn, minute) => isOwn === 0 || weeks.some((week) => week[minute] === 1));
}
