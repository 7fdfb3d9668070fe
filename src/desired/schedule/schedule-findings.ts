import { DAY_MS } from '../../domain/duration.js';
import { EVERY_KIND_OF_DAY } from './calendar.js';
import { clockFinding } from './clock-findings.js';
import type { ScheduleEntry } from './entries.js';
import type { Scheduled } from './schedule.js';
import { dayCourses, linesOf } from './schedule-day.js';
import { boundsOf, stretchText } from './schedule-days.js';
import { addDays, dateOf } from './schedule-time.js';
import { boundText, sizeKey } from './schedule-words.js';
import { isWindow, type Window } from './window.js';
import { coverWindow, fillWeek, isCovered } from './window-cover.js';

/** Something in a deployment's schedule that has no effect, or another one than it seems to have. */
export interface Finding {
  about: 'replicas' | 'schedule' | 'except';
  /** The index of the entry in its list; 0 for `replicas`. */
  index: number;
  message: string;
  /** The finding is about the clock of this deployment, so it is reported even if other deployments share the entry. */
  byClock?: true;
}

/**
 * The entries of a schedule that never decide, or always do, and the excepted days that are past.
 * @param at the moment from which on the schedule is examined
 */
export function scheduleFindings(deployment: Scheduled, at: Date): Finding[] {
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
    ...holidayFindings(deployment, at),
  ];
}

function baseFindings(deployment: Scheduled): Finding[] {
  const { replicas, schedule, except } = deployment;
  if (except.some((entry) => entry.replicas === undefined)) return [];
  const why = schedule.some(({ cron }) => cron !== undefined)
    ? 'an entry of the schedule has always fired before; leave replicas out'
    : fillWeek(windowsBelow(deployment, -1))
      ? 'the windows leave no time between them'
      : undefined;
  if (why === undefined) return [];
  return [{ about: 'replicas', index: 0, message: `${replicas} is never used: ${why}` }];
}

/** Does an entry go by the deployment's clock, and not by one of its own? */
const sharesClock = (entry: ScheduleEntry, { timezone }: Scheduled) =>
  entry.timezone === undefined || entry.timezone === timezone;

/** The windows after an entry in the file that go by the deployment's clock. */
function windowsBelow(deployment: Scheduled, above: number): Window[] {
  return deployment.schedule
    .slice(above + 1)
    .flatMap((entry) => (sharesClock(entry, deployment) && isWindow(entry) ? [entry] : []));
}

function entryFindings(deployment: Scheduled, at: Date): Finding[] {
  const { schedule } = deployment;
  const shadowed = shadowedEntries(deployment, at);
  const findings = [...shadowed].map(
    ([index, message]): Finding => ({ about: 'schedule', index, message: `never decides: ${message}` }),
  );
  const deciding = schedule.filter((_, index) => !shadowed.has(index));
  const always = alwaysFinding(deployment, deciding);
  if (always) findings.push(always);
  return findings.sort((a, b) => a.index - b.index);
}

/** The finding for a schedule that always has the same number. There is none if entries count each time they fire. */
function alwaysFinding(
  { schedule, replicas, idle }: Scheduled,
  deciding: readonly ScheduleEntry[],
): Finding | undefined {
  const [first] = deciding;
  if (first === undefined || idle !== undefined || deciding.some(({ on }) => on !== undefined))
    return undefined;
  if (deciding.some((entry) => sizeKey(entry) !== sizeKey(first))) return undefined;
  const isBetween = deciding.every(isWindow);
  if (isBetween && (replicas !== first.replicas || boundText(first) !== '')) return undefined;
  const bound = boundText(first);
  const message =
    bound === ''
      ? `always decides: the schedule asks for ${first.replicas} at all times, so it changes nothing`
      : `always decides:${bound} holds at all times, not only when it fires; with on: change it counts only then`;
  return { about: 'schedule', index: schedule.indexOf(first), message };
}

/** The entries that never decide, with the reasons. */
function shadowedEntries(deployment: Scheduled, at: Date): Map<number, string> {
  const { schedule } = deployment;
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
    // A cron has always fired before, so a window above all crons never decides. A window below one of several crons
    // decides while that cron is the last that fired.
    if (index < firstCron) shadowed.set(index, 'a cron further down always holds; write windows below crons');
    else if (sharesClock(entry, deployment) && coverWindow(windowsBelow(deployment, index), entry))
      shadowed.set(index, 'windows further down cover all of its time');
  }
  return shadowed;
}

/** The entries that fire only in minutes in which a later entry fires, too, on every kind of day. */
function silentEntries(deployment: Scheduled, at: Date): Set<number> {
  const courseOf = dayCourses(linesOf(deployment));
  const silent = new Set(deployment.schedule.keys());
  const today = Math.floor(at.getTime() / DAY_MS);
  for (let day = today; silent.size > 0 && day < today + EVERY_KIND_OF_DAY; day++) {
    for (const line of courseOf(day).deciding) silent.delete(line);
  }
  return silent;
}

/** Findings for excepted days that are past or never decide, and for a list of holidays that are all past. */
function exceptFindings({ except, timezone }: Scheduled, at: Date): Finding[] {
  const stretches = except.map((entry) => ({ entry, ...boundsOf(entry, timezone) }));
  const last = except.findLastIndex(({ holiday }) => holiday);
  return stretches.flatMap(({ entry, from, to }, index): Finding[] => {
    const text = stretchText(entry);
    const found = (message: string): Finding[] => [{ about: 'except', index, message }];
    if (entry.holiday) {
      // Most holidays of a list are past or far away; only if all are past, the list has been forgotten.
      return index === last && to <= at ? found(lastHoliday(entry.date ?? '')) : [];
    }
    if (to <= at) return found(`${text} is past: remove it`);
    if (from >= to) return found(`${text} never decides: the clock jumps over all of it`);
    return isCovered({ from, to }, stretches.slice(index + 1))
      ? found(`${text} never decides: entries further down cover all of its time`)
      : [];
  });
}

const lastHoliday = (date: string) => `the last holiday was ${date}: add the next ones to holidays`;

/** The finding for a list of holidays that are all past, if only windows name them. */
function holidayFindings({ schedule, except, timezone }: Scheduled, at: Date): Finding[] {
  if (except.some(({ holiday }) => holiday)) return [];
  const index = schedule.findIndex(({ holidays }) => holidays !== undefined);
  const today = dateOf(at, schedule[index]?.timezone ?? timezone);
  let last: string | undefined;
  for (const day of schedule[index]?.holidays ?? []) {
    last = addDays('1970-01-01', day);
    if (last >= today) return [];
  }
  return last === undefined ? [] : [{ about: 'schedule', index, message: lastHoliday(last) }];
}
