import { DAY_MS, EVERY_KIND_OF_DAY } from './calendar.js';
import type { Scheduled } from './schedule.js';
import { dayCourses } from './schedule-day.js';
import { boundsOf, stretchText } from './schedule-days.js';
import { linesOf } from './schedule-lines.js';
import { isWindow } from './window.js';

/** Something in a deployment's schedule that has no effect, or not the one it seems to have. */
export interface Finding {
  about: 'replicas' | 'schedule' | 'except';
  /** Of the entry in its list; 0 for `replicas`. */
  index: number;
  message: string;
}

/**
 * What of a schedule never decides, or always does, and which excepted days are past.
 * @param at the moment from which on it is looked at
 */
export function scheduleFindings(deployment: Scheduled, at: Date): Finding[] {
  return [...baseFindings(deployment), ...entryFindings(deployment, at), ...exceptFindings(deployment, at)];
}

function baseFindings({ replicas, schedule, except }: Scheduled): Finding[] {
  const decides = schedule.some(({ cron }) => cron !== undefined);
  const holds = !decides || except.some((entry) => entry.replicas === undefined);
  if (holds) return [];
  const message = `${replicas} never holds: some entry of the schedule has always fired before; leave it out`;
  return [{ about: 'replicas', index: 0, message }];
}

function entryFindings(deployment: Scheduled, at: Date): Finding[] {
  const { schedule } = deployment;
  if (schedule.some(isWindow)) return windowFindings(deployment);
  const silent = silentEntries(deployment, at);
  const findings = [...silent].map((index): Finding => {
    const message = 'never decides: whenever it fires, an entry further down fires at the same minute';
    return { about: 'schedule', index, message };
  });
  const heard = schedule.filter((_, index) => !silent.has(index));
  const [first] = heard;
  if (first !== undefined && heard.every(({ replicas }) => replicas === first.replicas)) {
    const index = schedule.indexOf(first);
    const message = `always decides: no other entry says anything but ${first.replicas}, so nothing ever changes`;
    findings.push({ about: 'schedule', index, message });
  }
  return findings.sort((a, b) => a.index - b.index);
}

/** A cron has always fired before, so what stands above one never decides while a window. */
function windowFindings({ schedule }: Scheduled): Finding[] {
  const lastCron = schedule.findLastIndex(({ cron }) => cron !== undefined);
  const message = 'never decides: a cron further down always holds; write windows below crons';
  return schedule.flatMap((entry, index) =>
    isWindow(entry) && index < lastCron ? [{ about: 'schedule' as const, index, message }] : [],
  );
}

/** The entries that fire only where a later one fires, too, on every kind of day there is. */
function silentEntries(deployment: Scheduled, at: Date): Set<number> {
  const courseOf = dayCourses(linesOf(deployment));
  const silent = new Set(deployment.schedule.keys());
  const today = Math.floor(at.getTime() / DAY_MS);
  for (let day = today; silent.size > 0 && day < today + EVERY_KIND_OF_DAY; day++) {
    for (const line of courseOf(day).deciding) silent.delete(line);
  }
  return silent;
}

function exceptFindings({ except, timezone }: Scheduled, at: Date): Finding[] {
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
