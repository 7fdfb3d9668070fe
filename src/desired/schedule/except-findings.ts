import type { Scheduled } from './schedule.js';
import { boundsOf, stretchText } from './schedule-days.js';

/** Something in a deployment's schedule that has no effect, or not the one it seems to have. */
export interface Finding {
  about: 'replicas' | 'schedule' | 'except';
  /** Of the entry in its list; 0 for `replicas`. */
  index: number;
  message: string;
}

/** Excepted days that are past or never decide, and holidays that have come to their end. */
export function exceptFindings({ except, timezone }: Scheduled, at: Date): Finding[] {
  const stretches = except.map((entry) => ({ entry, ...boundsOf(entry, timezone) }));
  const last = except.findLastIndex(({ holiday }) => holiday);
  return stretches.flatMap(({ entry, from, to }, index): Finding[] => {
    const text = stretchText(entry);
    const found = (message: string): Finding[] => [{ about: 'except', index, message }];
    if (entry.holiday) {
      // Of a list of holidays most are past or far away; one that has come to its end is forgotten.
      const isOver = index === last && to <= at;
      return isOver ? found(`the last holiday was ${text}: add the next ones to holidays`) : [];
    }
    if (to <= at) return found(`${text} is past: it can go`);
    if (from >= to) return found(`${text} never decides: the clock jumps over all of it`);
    return isCovered({ from, to }, stretches.slice(index + 1))
      ? found(`${text} never decides: entries further down have all of its time`)
      : [];
  });
}

/** Whether stretches of time leave nothing of another. */
function isCovered(one: { from: Date; to: Date }, others: readonly { from: Date; to: Date }[]): boolean {
  let open = one.from;
  for (const { from, to } of [...others].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    if (from <= open && to > open) open = to;
  }
  return open >= one.to;
}
