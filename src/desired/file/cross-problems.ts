import { asRecord, own, ownList } from '../../domain/json.js';
import { namesHolidays } from '../schedule/window.js';
import { entryProblems } from './entry-problems.js';
import { isMeant, problemAt } from './problems.js';
import { EXCLUSIVE, fileDeployment } from './schema.js';
import type { Path, Problem, Source } from './source.js';

/**
 * What concerns several values of a document at once. Works on the raw value, so that these problems are reported
 * beside those of single values: exactly one model, and a zone from somewhere.
 */
export function crossProblems(source: Source): Problem[] {
  const schedules = own(source.value, 'schedules');
  return [
    ...entryProblems(source, [], source.value),
    ...holidayProblems(source),
    ...Object.keys(asRecord(schedules) ?? {}).flatMap((name) =>
      entryProblems(source, ['schedules'], schedules, name),
    ),
    ...ownList(source.value, 'deployments').flatMap((deployment, index) =>
      asRecord(deployment) ? deploymentProblems(source, ['deployments', index], deployment) : [],
    ),
  ];
}

function deploymentProblems(source: Source, path: Path, deployment: unknown): Problem[] {
  const has = (key: string) => own(deployment, key) !== undefined;
  // What a key with a slip is meant to be is told at that key.
  const lacks = (key: string) => !has(key) && !isMeant(key, deployment, Object.keys(fileDeployment.shape));
  const problems: Problem[] = [];
  const refuse = (message: string) => problems.push(problemAt(source, path, message));
  const refuseKey = (key: string, message: string) =>
    problems.push(problemAt(source, [...path, key], message, 'key'));
  if (lacks('model-name') && lacks('model-id')) refuse('model-name or model-id is missing');
  if (has('model-name') && has('model-id'))
    refuseKey('model-id', 'only one of model-name and model-id can be given');
  for (const [one, other, why] of EXCLUSIVE)
    if (has(one) && has(other)) refuseKey(other, `only one of ${one} and ${other} can be given: ${why}`);
  const need = lacks('autoscale') && lacks('replicas') ? needOfReplicas(deployment, source.value) : undefined;
  if (need !== undefined) refuseKey('replicas', `is missing: ${need}`);
  problems.push(...entryProblems(source, path, deployment));
  if (lacks('zone') && own(source.value, 'zone') === undefined)
    refuse('zone is missing: neither the deployment nor the file names one');
  return problems;
}

/** What is wrong with entries of `holidays` as wholes, and where holidays are named that nobody lists. */
function holidayProblems(source: Source): Problem[] {
  const { value } = source;
  if (own(value, 'holidays') !== undefined)
    return ownList(value, 'holidays').flatMap((entry, index) => {
      const given = ['date', 'file'].filter((key) => own(entry, key) !== undefined);
      if (typeof entry !== 'object' || entry === null || given.length === 1) return [];
      const message =
        given.length === 0 ? 'date or file is missing' : 'only one of date and file can be given';
      return [problemAt(source, ['holidays', index], message)];
    });
  if (source.givenHolidays) return [];
  const deployments = ownList(value, 'deployments');
  return [
    ...namingHolidays(value, []),
    ...deployments.flatMap((one, index) => namingHolidays(one, ['deployments', index])),
  ].map((path) => problemAt(source, path, 'the file lists no holidays: write holidays: beside deployments'));
}

/** Where a deployment, or the file for all of them, names holidays. */
function namingHolidays(around: unknown, path: Path): Path[] {
  const windows = ownList(around, 'schedule').flatMap((entry, index): Path[] => {
    const days = own(entry, 'days');
    return typeof days === 'string' && namesHolidays(days) ? [[...path, 'schedule', index, 'days']] : [];
  });
  return own(around, 'on-holidays') === undefined ? windows : [[...path, 'on-holidays'], ...windows];
}

/** Why a base value is needed; undefined where a cron always decides, and no excepted day leaves the number to it. */
function needOfReplicas(deployment: unknown, document: unknown): string | undefined {
  const [schedule, except] = ['schedule', 'except'].map((key) => own(deployment, key) ?? own(document, key));
  // The name of a schedule that there is not is told where it stands.
  if (typeof schedule === 'string') return undefined;
  if (!Array.isArray(schedule) || schedule.length === 0) return 'how many are wanted, without a schedule';
  if (!schedule.some((entry) => own(entry, 'cron') !== undefined))
    return 'how many are wanted outside of the windows of the schedule';
  const lacks = Array.isArray(except) && except.some((entry) => own(entry, 'replicas') === undefined);
  return lacks ? 'how many are wanted on excepted days that name no number' : undefined;
}

/** Every name stands once per zone, over all files together. Works on raw values, as above. */
export function duplicateProblems(sources: readonly Source[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, string>();
  for (const source of sources) {
    for (const [index, deployment] of ownList(source.value, 'deployments').entries()) {
      const name = own(deployment, 'name');
      const zone = own(deployment, 'zone') ?? own(source.value, 'zone');
      if (typeof name !== 'string' || typeof zone !== 'string') continue;
      const key = JSON.stringify([zone, name]);
      const path: Path = ['deployments', index, 'name'];
      const before = first.get(key);
      if (before === undefined) {
        const { file, line, column } = source.at(path);
        first.set(key, `${file}:${line}:${column}`);
      } else {
        const message = `${JSON.stringify(name)} stands twice in zone ${zone}: first at ${before}`;
        problems.push(problemAt(source, path, message));
      }
    }
  }
  return problems;
}
