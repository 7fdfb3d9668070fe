import { countsOf } from '../../domain/counts.js';
import { cronRemark } from '../schedule/cron/cron.js';
import { momentRemark } from '../schedule/moment.js';
import { isDate, type Stretch } from '../schedule/schedule-days.js';
import { scheduleFindings } from '../schedule/schedule-findings.js';
import { timeZoneRemark } from '../schedule/time-zone-name.js';
import { namesHolidays } from '../schedule/window.js';
import type {
  FileDeployment,
  InferenceFile,
  InferenceFileDocument,
  PlacedDeployment,
} from './file-schema.js';
import { problemAt } from './problems.js';
import { DEFAULT_TIMEZONE } from './resolve.js';
import type { Path, Place, Problem, Source } from './source.js';

type Lists = Pick<InferenceFileDocument, 'schedule' | 'except'>;

/**
 * Remarks on values of a checked document that are valid, but perhaps not meant: time zones, crons, moments and days.
 */
export function remarksOn(source: Source, document: InferenceFileDocument): Problem[] {
  const remarks: Problem[] = [];
  const remark = (path: Path, message: string | undefined) => {
    if (message !== undefined) remarks.push(problemAt(source, path, message));
  };
  const zone = (path: Path, timezone: string | undefined) => {
    if (timezone !== undefined) remark(path, timeZoneRemark(timezone));
  };
  const lists = (path: Path, { schedule = [], except = [] }: Lists, clocks: readonly string[]) => {
    for (const [index, { cron, timezone }] of schedule.entries()) {
      if (cron !== undefined) remark([...path, 'schedule', index, 'cron'], cronRemark(cron));
      zone([...path, 'schedule', index, 'timezone'], timezone);
    }
    for (const [index, entry] of except.entries()) {
      for (const key of ['from', 'to'] as const) {
        const text = entry[key];
        const messages = text === undefined ? [] : clocks.flatMap((clock) => momentRemark(text, clock) ?? []);
        remark([...path, 'except', index, key], messages[0]);
      }
      remark([...path, 'except', index, 'to'], daysRemark(entry));
    }
  };
  const clockOf = (timezone?: string) => timezone ?? document.timezone ?? DEFAULT_TIMEZONE;
  zone(['timezone'], document.timezone);
  lists([], document, [...new Set(document.deployments.map(({ timezone }) => clockOf(timezone)))]);
  for (const [index, deployment] of document.deployments.entries()) {
    zone(['deployments', index, 'timezone'], deployment.timezone);
    lists(['deployments', index], deployment, [clockOf(deployment.timezone)]);
  }
  const { holidays = [], deployments } = document;
  const usesHolidays = ({ 'on-holidays': onHolidays, schedule = document.schedule }: FileDeployment) =>
    onHolidays !== undefined || schedule?.some(({ days }) => namesHolidays(days));
  if (holidays.length > 0 && deployments.length > 0 && !deployments.some(usesHolidays))
    remark(['holidays'], 'no deployment uses them: write on-holidays: 0, or days: Mon-Fri except holidays');
  return remarks;
}

/** A remark on two dates in place of moments: they are midnights, but the writer may mean days, including the last. */
function daysRemark({ from = '', to = '' }: Stretch): string | undefined {
  if (![from, to].every(isDate)) return undefined;
  return `${to} means 00:00 on that day, so that day is not included; to include it, write date: ${from}..${to}`;
}

/**
 * Everything in the files that has no effect, or another one than it seems to have, in the files' order. What several
 * deployments share is reported only if it has none for all of them, because one of them may need it.
 * @param others the other deployments of the files, if only a part is looked at
 */
export function fileWarnings(
  { deployments, remarks }: Pick<InferenceFile, 'deployments' | 'remarks'>,
  at: Date,
  others: readonly PlacedDeployment[] = [],
): Problem[] {
  const all = [...deployments, ...others];
  const found = all.flatMap((deployment) =>
    scheduleFindings(deployment, at).flatMap(({ about, index, message, byClock }) => {
      const place = deployment.places[about][index];
      return place === undefined ? [] : [{ deployment, problem: { ...place, message }, byClock, place }];
    }),
  );
  const times = countsOf(found.map(({ problem }) => problemLine(problem)));
  const sharing = countsOf(all.flatMap(({ places }) => placesIn(places)));
  const reported = found.filter(
    ({ deployment, problem, place, byClock }) =>
      deployments.includes(deployment) &&
      (byClock || times.get(problemLine(problem)) === sharing.get(placeText(place))),
  );
  return onceInOrder([...remarks, ...reported.map(({ problem }) => problem)]);
}

const placeText = (place: Place) => problemLine({ ...place, message: '' });

/** The places of a deployment's parts, each once: all holidays have the same place. */
function placesIn({ replicas, schedule, except }: PlacedDeployment['places']): string[] {
  return [...new Set([...replicas, ...schedule, ...except].map(placeText))];
}

/**
 * The problems, each once, in the order in which a reader meets them. One that is written once may count in many
 * places.
 * @param files the order of the files; others follow in the order of the problems
 */
export function onceInOrder(problems: readonly Problem[], files: readonly string[] = []): Problem[] {
  const once = new Map(problems.map((one) => [problemLine(one), one]));
  const order = [...new Set([...files, ...problems.map(({ file }) => file)])];
  return [...once.values()].sort(
    (a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

/** `f.yaml:12:9: deployments[0].schedule[0]: never decides: …`. */
export function problemLine({ file, line, column, path, message }: Problem): string {
  return [`${file}:${line}:${column}`, ...(path === '' ? [] : [path]), message].join(': ');
}
