import { pathText, problemAt } from './problems.js';
import type { DesiredDeployment, FileDeployment, InferenceFileDocument, PlacedDeployment } from './schema.js';
import type { Path, Problem, Source } from './source.js';

/** Time zone of files that name none: said in the documentation, never the machine's own. */
export const DEFAULT_TIMEZONE = 'UTC';

/**
 * What concerns several values of a document at once. Works on the raw value, so that these problems are reported
 * beside those of single values: exactly one model, and a zone from somewhere.
 */
export function crossProblems(source: Source): Problem[] {
  const problems: Problem[] = [];
  const zone = own(source.value, 'zone');
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
    if (own(deployment, 'replicas') === undefined && needsReplicas(deployment)) {
      const message = 'is missing: no cron of a schedule decides, or excepted days name no value';
      problems.push(problemAt(source, [...path, 'replicas'], message));
    }
    const schedule = own(deployment, 'schedule');
    for (const [entry, value] of (Array.isArray(schedule) ? schedule : []).entries()) {
      const message = entryProblem(value);
      if (message !== undefined) problems.push(problemAt(source, [...path, 'schedule', entry], message));
    }
    if (own(deployment, 'zone') === undefined && zone === undefined) {
      problems.push(
        problemAt(source, path, 'zone is missing: neither the deployment nor the file names one'),
      );
    }
  }
  return problems;
}

/** What is wrong with an entry of a schedule as a whole: it is a cron, or a window with both its ends. */
function entryProblem(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
  const [cron, days, from, to] = ['cron', 'days', 'from', 'to'].map((key) => own(entry, key) !== undefined);
  if (cron && (days || from || to)) return 'only one of cron and a window (days, from, to) can be given';
  if (cron || (from && to)) return undefined;
  if (!days && !from && !to) return 'cron is missing, or a window: from and to';
  return `${from ? '' : 'from'}${from || to ? '' : ' and '}${to ? '' : 'to'} ${from || to ? 'is' : 'are'} missing: a window has both, such as from: "07:00", to: "20:00"`;
}

/** Whether a base value is needed: without a schedule, and on excepted days without a number. */
function needsReplicas(deployment: object): boolean {
  const [schedule, except] = [own(deployment, 'schedule'), own(deployment, 'except')];
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

/** The deployments of a checked document with all that they inherit written out. */
export function resolveDeployments(source: Source, document: InferenceFileDocument): PlacedDeployment[] {
  return document.deployments.map((deployment, index) => ({
    ...inherit(deployment, document),
    source: source.at(['deployments', index]),
    places: placesOf(source, ['deployments', index], deployment),
  }));
}

function placesOf(
  source: Source,
  path: Path,
  { replicas, schedule = [], except = [] }: FileDeployment,
): PlacedDeployment['places'] {
  const place = (...parts: PropertyKey[]) => {
    const full = [...path, ...parts];
    return { ...source.at(full), path: pathText(full) };
  };
  return {
    replicas: replicas === undefined ? [] : [place('replicas')],
    schedule: schedule.map((_, entry) => place('schedule', entry)),
    except: except.map((_, entry) => place('except', entry)),
  };
}

function inherit(
  deployment: InferenceFileDocument['deployments'][number],
  document: InferenceFileDocument,
): DesiredDeployment {
  return {
    ...deployment,
    // Checked before: one of the two is there.
    zone: deployment.zone ?? document.zone ?? '',
    timezone: deployment.timezone ?? document.timezone ?? DEFAULT_TIMEZONE,
    // Checked before: where it is not there, it never holds.
    replicas: deployment.replicas ?? 0,
    schedule: deployment.schedule ?? [],
    except: deployment.except ?? [],
  };
}

/** An own property of something that may not even be an object. */
function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
