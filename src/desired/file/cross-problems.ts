import { parseMoment, soundMoment } from '../schedule/moment.js';
import { timeZoneProblem } from '../schedule/schedule-time.js';
import { namesHolidays } from '../schedule/window.js';
import { pathText, problemAt } from './problems.js';
import { DEFAULT_TIMEZONE } from './resolve.js';
import type { Path, Problem, Source } from './source.js';

/**
 * What concerns several values of a document at once. Works on the raw value, so that these problems are reported
 * beside those of single values: exactly one model, and a zone from somewhere.
 */
export function crossProblems(source: Source): Problem[] {
  const problems = [...entryProblems(source, [], source.value), ...holidayProblems(source)];
  const zone = own(source.value, 'zone');
  const schedules = own(source.value, 'schedules');
  for (const name of Object.keys(typeof schedules === 'object' && schedules !== null ? schedules : {}))
    problems.push(...entryProblems(source, ['schedules'], schedules, name));
  const deployments = own(source.value, 'deployments');
  for (const [index, deployment] of (Array.isArray(deployments) ? deployments : []).entries()) {
    if (typeof deployment !== 'object' || deployment === null || Array.isArray(deployment)) continue;
    const path: Path = ['deployments', index];
    const [name, id] = [own(deployment, 'model-name'), own(deployment, 'model-id')];
    if (name === undefined && id === undefined) {
      problems.push(problemAt(source, path, 'model-name or model-id is missing'));
    } else if (name !== undefined && id !== undefined) {
      problems.push(
        problemAt(source, [...path, 'model-id'], 'only one of model-name and model-id can be given', 'key'),
      );
    }
    const autoscales = own(deployment, 'autoscale') !== undefined;
    if (autoscales && own(deployment, 'replicas') !== undefined) {
      const message = 'only one of replicas and autoscale can be given: autoscale begins with its min';
      problems.push(problemAt(source, [...path, 'autoscale'], message, 'key'));
    }
    if (autoscales && own(deployment, 'idle') !== undefined) {
      const message = 'only one of autoscale and idle can be given: the load keeps at least one replica';
      problems.push(problemAt(source, [...path, 'idle'], message, 'key'));
    }
    if (!autoscales && own(deployment, 'replicas') === undefined && needsReplicas(deployment, source.value)) {
      const message = 'is missing: no cron of a schedule decides, or excepted days name no value';
      problems.push(problemAt(source, [...path, 'replicas'], message));
    }
    problems.push(...entryProblems(source, path, deployment));
    if (own(deployment, 'zone') === undefined && zone === undefined) {
      problems.push(
        problemAt(source, path, 'zone is missing: neither the deployment nor the file names one'),
      );
    }
  }
  return problems;
}

/** What is wrong with entries of `holidays` as wholes, and where holidays are named that nobody lists. */
function holidayProblems(source: Source): Problem[] {
  const listed = own(source.value, 'holidays');
  if (listed !== undefined)
    return (Array.isArray(listed) ? listed : []).flatMap((entry: unknown, index) => {
      if (typeof entry !== 'object' || entry === null) return [];
      const given = ['date', 'file'].filter((key) => own(entry, key) !== undefined);
      if (given.length === 1) return [];
      const message =
        given.length === 0 ? 'date or file is missing' : 'only one of date and file can be given';
      return [problemAt(source, ['holidays', index], message)];
    });
  if (source.givenHolidays) return [];
  const NONE = 'the file lists no holidays: write holidays: beside deployments';
  const root = source.value;
  const around: [Path, unknown][] = [[[], root]];
  const deployments = own(root, 'deployments');
  for (const [index, one] of (Array.isArray(deployments) ? deployments : []).entries())
    around.push([['deployments', index], one]);
  return around.flatMap(([path, one]) => {
    const rule =
      own(one, 'on-holidays') === undefined ? [] : [problemAt(source, [...path, 'on-holidays'], NONE)];
    const schedule = own(one, 'schedule');
    const windows = (Array.isArray(schedule) ? schedule : []).flatMap((entry: unknown, index) => {
      const days = own(entry, 'days');
      return typeof days === 'string' && namesHolidays(days)
        ? [problemAt(source, [...path, 'schedule', index, 'days'], NONE)]
        : [];
    });
    return [...rule, ...windows];
  });
}

/** What is wrong with the entries of a deployment's lists as wholes, or with those of the file. */
function entryProblems(source: Source, path: Path, around: unknown, name = 'schedule'): Problem[] {
  const listed = (key: string, problemOf: (entry: unknown) => string | undefined): Problem[] => {
    const list = own(around, key);
    return (Array.isArray(list) ? list : []).flatMap((value: unknown, index) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
      const message = problemOf(value);
      return message === undefined ? [] : [problemAt(source, [...path, key, index], message)];
    });
  };
  const entries = listed(name, entryProblem);
  if (name !== 'schedule') return entries;
  const timezone = [own(around, 'timezone'), own(source.value, 'timezone')].find(isTimeZone);
  return [...entries, ...listed('except', (entry) => stretchProblem(entry, timezone ?? DEFAULT_TIMEZONE))];
}

const isTimeZone = (value: unknown): value is string =>
  typeof value === 'string' && timeZoneProblem(value) === undefined;

/** What is wrong with a stretch outside the schedule: it is days, or has both its ends, the second one later. */
function stretchProblem(entry: unknown, timezone: string): string | undefined {
  const [date, from, to] = ['date', 'from', 'to'].map((key) => own(entry, key));
  if (date !== undefined && (from !== undefined || to !== undefined))
    return 'only one of date and a stretch (from, to) can be given';
  if (date !== undefined) return undefined;
  if (from === undefined && to === undefined) return 'one of them is missing: date, or from and to';
  if (from === undefined || to === undefined) return `${from === undefined ? 'from' : 'to'} is missing`;
  if (typeof from !== 'string' || typeof to !== 'string') return undefined;
  const [begins, ends] = [parseMoment(from), parseMoment(to)];
  if (typeof begins === 'string' || typeof ends === 'string') return undefined;
  // Two times of one clock have the order they are written in, also where it jumps over both.
  const clock = begins.kind === ends.kind ? 'UTC' : timezone;
  return soundMoment(to, clock) <= soundMoment(from, clock)
    ? `ends before it begins: ${from} to ${to}`
    : undefined;
}

/** What an entry says of the number of replicas, in one of these ways. */
const SIZES = ['replicas', 'at-most', 'at-least'];

/** What is wrong with an entry of a schedule as a whole. */
function entryProblem(entry: unknown): string | undefined {
  const sizes = SIZES.filter((key) => own(entry, key) !== undefined);
  if (sizes.length === 0) return 'one of them is missing: replicas, at-most or at-least';
  if (sizes.length > 1) return `only one of ${sizes.join(' and ')} can be given`;
  if (own(entry, 'on') !== undefined && own(entry, 'cron') === undefined)
    return 'on: change is for crons, which fire: a window holds as long as it lasts';
  return whenProblem(entry);
}

/** It is a cron, or a window with both its ends. */
function whenProblem(entry: unknown): string | undefined {
  const [cron, days, from, to] = ['cron', 'days', 'from', 'to'].map((key) => own(entry, key) !== undefined);
  if (cron && (days || from || to)) return 'only one of cron and a window (days, from, to) can be given';
  if (cron || (from && to)) return undefined;
  if (!days && !from && !to) return 'one of them is missing: cron, or from and to for a window';
  return `${from ? '' : 'from'}${from || to ? '' : ' and '}${to ? '' : 'to'} ${from || to ? 'is' : 'are'} missing: a window has both, such as from: "07:00", to: "20:00"`;
}

/** Whether a base value is needed: without a schedule, and on excepted days without a number. */
function needsReplicas(deployment: object, document: unknown): boolean {
  const [schedule, except] = ['schedule', 'except'].map((key) => own(deployment, key) ?? own(document, key));
  const hasSchedule = Array.isArray(schedule) && schedule.some((entry) => own(entry, 'cron') !== undefined);
  const lacks = Array.isArray(except) && except.some((entry) => own(entry, 'replicas') === undefined);
  return !hasSchedule || lacks;
}

/** Every name stands once per zone, over all files together. Works on raw values, as above. */
export function duplicateProblems(sources: readonly Source[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, string>();
  for (const source of sources) {
    const deployments = own(source.value, 'deployments');
    for (const [index, deployment] of (Array.isArray(deployments) ? deployments : []).entries()) {
      const name = own(deployment, 'name');
      const zone = own(deployment, 'zone') ?? own(source.value, 'zone');
      if (typeof name !== 'string' || typeof zone !== 'string') continue;
      const key = JSON.stringify([zone, name]);
      const path: Path = ['deployments', index, 'name'];
      const { file, line, column } = source.at(path);
      const before = first.get(key);
      if (before === undefined) first.set(key, `${file}:${line}:${column}`);
      else {
        const message = `${JSON.stringify(name)} stands twice in zone ${zone}: first at ${before}`;
        problems.push({ file, line, column, path: pathText(path), message });
      }
    }
  }
  return problems;
}

/** An own property of something that may not even be an object. */
function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
