import { asRecord, own, ownList } from '../../domain/json.js';
import { namesHolidays } from '../schedule/window.js';
import { entryProblems } from './entry-problems.js';
import { EXCLUSIVE, fileDeployment } from './file-schema.js';
import { isMeant, problemAt } from './problems.js';
import type { Path, Problem, Source } from './source.js';

/**
 * Problems that concern several values of a document, such as two models in one deployment, or no zone at all. They are
 * found in the raw value, so that they are reported together with those of single values.
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
  // A misspelt key does not count as missing, because its own problem is reported.
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

/** The problems of whole entries of `holidays`, and the places that name holidays although no file lists any. */
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

/** The places where a deployment, or the file for all of them, names holidays. */
function namingHolidays(around: unknown, path: Path): Path[] {
  const windows = ownList(around, 'schedule').flatMap((entry, index): Path[] => {
    const days = own(entry, 'days');
    return typeof days === 'string' && namesHolidays(days) ? [[...path, 'schedule', index, 'days']] : [];
  });
  return own(around, 'on-holidays') === undefined ? windows : [[...path, 'on-holidays'], ...windows];
}

/** Why a deployment needs `replicas`; undefined if a cron always decides, and every excepted day names a number. */
function needOfReplicas(deployment: unknown, document: unknown): string | undefined {
  const [schedule, except] = ['schedule', 'except'].map((key) => own(deployment, key) ?? own(document, key));
  // A schedule's name that does not exist is reported where it is written.
  if (typeof schedule === 'string') return undefined;
  if (!Array.isArray(schedule) || schedule.length === 0) return 'without a schedule it is needed';
  if (!schedule.some((entry) => own(entry, 'cron') !== undefined))
    return 'it is needed for the time outside the windows of the schedule';
  const lacks = Array.isArray(except) && except.some((entry) => own(entry, 'replicas') === undefined);
  return lacks ? 'it is needed for entries of except without replicas' : undefined;
}

/** Names that are used twice in a zone, over all files together. Found in the raw values, as above. */
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
        const message = `${JSON.stringify(name)} is used twice in zone ${zone}: first at ${before}`;
        problems.push(problemAt(source, path, message));
      }
    }
  }
  return problems;
}
