import { DAY_MS } from '../../domain/duration.js';
import { EVERY_KIND_OF_DAY, MINUTES_A_DAY } from './calendar.js';
import { clockFinding } from './clock-findings.js';
import type { ScheduleEntry } from './entries.js';
import { exceptFindings, type Finding } from './except-findings.js';
import type { Scheduled } from './schedule.js';
import { dayCourses, linesOf } from './schedule-day.js';
import { boundText } from './schedule-words.js';
import { isWindow, namesHolidays, spanOf, type Window, weekdaysOf } from './window.js';

/** A deployment that may sleep is woken by what fires. */
type Waking = Scheduled & { idle?: object | undefined };

/**
 * What of a schedule never decides, or always does, and which excepted days are past.
 * @param at the moment from which on it is looked at
 */
export function scheduleFindings(deployment: Waking, at: Date): Finding[] {
  const { schedule, timezone } = deployment;
  const clocks = schedule.flatMap((entry, index): Finding[] => {
    const message = clockFinding(entry, entry.timezone ?? timezone, at);
    return message === undefined ? [] : [{ about: 'schedule', index, message }];
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
    ? 'some entry of the schedule has always fired before'
    : covers(windowsBelow(deployment, -1))
      ? 'the windows leave no time between them'
      : undefined;
  if (why === undefined) return [];
  return [{ about: 'replicas', index: 0, message: `${replicas} never holds: ${why}; leave it out` }];
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

/** Nothing but one number is ever said. What counts only when it fires, or wakes what sleeps, is said once a firing. */
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
    else if (covers(windowsBelow(deployment, index)))
      shadowed.set(index, 'the windows further down leave no time between them');
  }
  for (const [index, entry] of schedule.entries()) {
    if (!isWindow(entry)) continue;
    // Some cron has always fired before; below one of several a window decides while that one is the last that fired.
    if (index < firstCron) shadowed.set(index, 'a cron further down always holds; write windows below crons');
    else if (
      (entry.timezone === undefined || entry.timezone === timezone) &&
      covers(windowsBelow(deployment, index), entry)
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
