import type { Finding } from './finding.js';
import type { Scheduled } from './schedule.js';
import { boundsOf, stretchText } from './schedule-days.js';

/** Excepted days that are past or never decide, and holidays that have come to their end. */
export function exceptFindings({ except, timezone }: Scheduled, at: Date): Finding[] {
  const bounds = except.map((entry) => boundsOf(entry, timezone));
  const last = except.findLastIndex(({ holiday }) => holiday);
  return except.flatMap((entry, index): Finding[] => {
    if (entry.holiday) {
      // Of a list of holidays most are past or far away; one that has come to its end is forgotten.
      const isOver = index === last && (bounds[index]?.to ?? at) <= at;
      const message = `the last holiday was ${stretchText(entry)}: add the next ones to holidays`;
      return isOver ? [{ about: 'except', index, message }] : [];
    }
    const text = stretchText(entry);
    const own = bounds[index];
    if (own === undefined) return [];
    if (own.to <= at) return [{ about: 'except', index, message: `${text} is past: it can go` }];
    if (own.from >= own.to) {
      const message = `${text} never decides: the clock jumps over all of it`;
      return [{ about: 'except', index, message }];
    }
    if (!isCovered(own, bounds.slice(index + 1))) return [];
    return [
      { about: 'except', index, message: `${text} never decides: entries further down have all of its time` },
    ];
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
