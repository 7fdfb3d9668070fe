import { MINUTES_A_DAY } from './calendar.js';
import { spanOf, type Window, weekdaysOf } from './window.js';

/* Whether windows, or other stretches of time, cover another one completely. */

/** Do stretches of time cover another one completely? */
export function isCovered<T extends number | Date>(
  one: { from: T; to: T },
  others: readonly { from: T; to: T }[],
): boolean {
  let open = one.from;
  for (const { from, to } of [...others].sort((a, b) => Number(a.from) - Number(b.from))) {
    if (from <= open && to > open) open = to;
  }
  return open >= one.to;
}

const WEEK = 7 * MINUTES_A_DAY;

/** When a window holds, in minutes from Sunday's midnight; undefined if holidays count, because then weeks differ. */
function weekOf(window: Window): { from: number; to: number }[] | undefined {
  const { weekdays, holidays } = weekdaysOf(window);
  if (holidays) return undefined;
  const { begins, ends } = spanOf(window);
  const midnights = weekdays.map((day) => day * MINUTES_A_DAY);
  return midnights.map((midnight) => ({ from: midnight + begins, to: midnight + ends }));
}

/** Do windows that go by one clock cover the whole week? */
export const fillWeek = (windows: readonly Window[]): boolean =>
  isCovered({ from: 0, to: WEEK }, weeksOf(windows));

/** Do windows cover another one completely, all by one clock? false if holidays count for it. */
export const coverWindow = (windows: readonly Window[], one: Window): boolean =>
  weekOf(one)?.every((stretch) => isCovered(stretch, weeksOf(windows))) ?? false;

/** When windows hold in a week, the one before and the one after: a window may go on over the end of its week. */
const weeksOf = (windows: readonly Window[]) =>
  windows
    .flatMap((window) => weekOf(window) ?? [])
    .flatMap(({ from, to }) => [-WEEK, 0, WEEK].map((shift) => ({ from: from + shift, to: to + shift })));
