import { MINUTES_A_DAY } from './calendar.js';
import { namesHolidays, spanOf, type Window, weekdaysOf } from './window.js';

const WEEK = 7 * MINUTES_A_DAY;

/**
 * The minutes of a week, from Sunday's midnight, in which a window holds. Undefined where holidays have a say: then no week
 * is like another.
 */
function weekOf(window: Window): Uint8Array | undefined {
  if (namesHolidays(window.days)) return undefined;
  const { begins, ends } = spanOf(window);
  const week = new Uint8Array(WEEK);
  for (const day of weekdaysOf(window).weekdays)
    for (let minute = begins; minute < ends; minute++) week[(day * MINUTES_A_DAY + minute) % WEEK] = 1;
  return week;
}

/** Whether some windows, by one clock, leave nothing of a week: of another one's hours, or of any. */
export function covers(windows: readonly Window[], one?: Window): boolean {
  const own = one === undefined ? new Uint8Array(WEEK).fill(1) : weekOf(one);
  if (own === undefined) return false;
  const weeks = windows.flatMap((window) => weekOf(window) ?? []);
  return own.every((isOwn, minute) => isOwn === 0 || weeks.some((week) => week[minute] === 1));
}
