import { DAY_MS } from '../../domain/duration.js';
import { EVERY_KIND_OF_DAY } from './calendar.js';
import { clockFinding } from './clock-findings.js';
import type { ScheduleEntry } from './entries.js';
import type { Scheduled } from './schedule.js';
import { dayCourses, linesOf } from './schedule-day.js';
import { boundsOf, stretchText } from './schedule-days.js';
import { boundText } from './schedule-words.js';
import { isWindow, type Window } from './window.js';
import { coverWindow, fillWeek, isCovered } from './window-cover.js';

/** Something in a deployment's schedule that has no effect, or not the one it seems to have. */
export interface Finding {
  about: 'replicas' | 'schedule' | 'except';
  /** Of the entry in its list; 0 for `replicas`. */
  index: number;
  message: string;
  /** It tells of the clock by which the entry goes in this deployment, whichever others have it. */
  byClock?: true;
}

/** A deployment; one that may sleep (`idle`) is woken by entries that fire. */
type Waking = Scheduled & { idle?: object | undefined };

/**
 * What of a schedule never decides, or always does, and which excepted days are past.
 * @param at the moment from which on it is looked at
 */
export function scheduleFindings(deployment: Waking, at: Date): Finding[] {
  const { schedule, timezone } = deployment;
  const clocks = schedule.flatMap((entry, index): Finding[] => {
    const message = clockFinding(entry, entry.timezone ?? timezone, at);
    return message === undefined ? [] : [{ about: 'schedule', index, message, byClock: true }];
  });
  return [
    ...baseFindings(deployment),
    ...entryFindings(deployment, at),
    ...clocks,
    ...exceptFindings(deployment, at),
  ];
}

function baseFindings(deployment: Scheduled): Finding[] {
  const { replicas, schedule, except } = deployment;
  if (except.some((entry) => entry.replicas === undefined)) return [];
  const why = schedule.some(({ cron }) => cron !== undefined)
    ? 'some entry of the schedule has always fired before; leave it out'
    : fillWeek(windowsBelow(deployment, -1))
      ? 'the windows leave no time between them'
      : undefined;
  if (why === undefined) return [];
  return [{ about: 'replicas', index: 0, message: `${replicas} never holds: ${why}` }];
}

/** The windows below an entry that go by the deployment's clock. */
function windowsBelow({ schedule, timezone }: Scheduled, above: number): Window[] {
  return schedule.slice(above + 1).flatMap((entry) => {
    const byClock = entry.timezone === undefined || entry.timezone === timezone;
    return byClock && isWindow(entry) ? [entry] : [];
  });
}

function entryFindings(deployment: Waking, at: Date): Finding[] {
  const { schedule } = deployment;
  const shadowed = shadowedEntries(deployment, at);
  const findings = [...shadowed].map(
    ([index, message]): Finding => ({ about: 'schedule', index, message: `never decides: ${message}` }),
  );
  const heard = schedule.filter((_, index) => !shadowed.has(index));
  const always = alwaysFinding(deployment, heard);
  if (always) findings.push(always);
  return findings.sort((a, b) => a.index - b.index);
}

/** What is to be said where a schedule never says but one number. Not of entries that count each time they fire. */
function alwaysFinding(
  { schedule, replicas, idle }: Waking,
  heard: readonly ScheduleEntry[],
): Finding | undefined {
  const [first] = heard;
  if (first === undefined || idle !== undefined || heard.some(({ on }) => on !== undefined)) return undefined;
  const said = (entry: ScheduleEntry) => `${boundText(entry)} ${entry.replicas}`;
  if (heard.some((entry) => said(entry) !== said(first))) return undefined;
  const isBetween = heard.every(isWindow);
  if (isBetween && (replicas !== first.replicas || boundText(first) !== '')) return undefined;
  const bound = boundText(first);
  const message =
    bound === ''
      ? `always decides: no other entry says anything but ${first.replicas}, so nothing ever changes`
      : `always decides:${bound} holds at all times, not only when it fires; with on: change it counts only then`;
  return { about: 'schedule', index: schedule.indexOf(first), message };
}

/** The entries that never decide, and why. */
function shadowedEntries(deployment: Scheduled, at: Date): Map<number, string> {
  const { schedule, timezone } = deployment;
  const shadowed = new Map<number, string>();
  const crons = schedule.flatMap((entry, index) => (isWindow(entry) ? [] : [{ entry, index }]));
  const silent = silentEntries({ ...deployment, schedule: crons.map(({ entry }) => entry) }, at);
  const firstCron = crons.find((_, place) => !silent.has(place))?.index ?? -1;
  for (const [place, { index }] of crons.entries()) {
    if (silent.has(place))
      shadowed.set(index, 'whenever it fires, an entry further down fires at the same minute');
    else if (fillWeek(windowsBelow(deployment, index)))
      shadowed.set(index, 'the windows further down leave no time between them');
  }
  for (const [index, entry] of schedule.entries()) {
    if (!isWindow(entry)) continue;
    // Some cron has always fired before; below one of several a window decides while that one is the last that fired.
    if (index < firstCron) shadowed.set(index, 'a cron further down always holds; write windows below crons');
    else if (
      (entry.timezone === undefined || entry.timezone === timezone) &&
      coverWindow(windowsBelow(deployment, index), entry)
    )
      shadowed.set(index, 'windows further down have all of its time');
  }
  return shadowed;
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

/** Excepted days that are past or never decide, and holidays that have come to their end. */
function exceptFindings({ except, timezone }: Scheduled, at: Date): Finding[] {
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
