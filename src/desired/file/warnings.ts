import { cronRemark } from '../schedule/cron/cron.js';
import { momentRemark } from '../schedule/moment.js';
import { isDate, type Stretch } from '../schedule/schedule-days.js';
import { scheduleFindings } from '../schedule/schedule-findings.js';
import { timeZoneRemark } from '../schedule/time-zone-name.js';
import { problemAt } from './problems.js';
import { DEFAULT_TIMEZONE } from './resolve.js';
import type { InferenceFile, InferenceFileDocument, PlacedDeployment } from './schema.js';
import type { Path, Place, Problem, Source } from './source.js';

type Lists = Pick<InferenceFileDocument, 'schedule' | 'except'>;

/** What in a checked document is understood, and perhaps not meant: time zones and crons, where they stand. */
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
        const said = text === undefined ? [] : clocks.flatMap((clock) => momentRemark(text, clock) ?? []);
        remark([...path, 'except', index, key], said[0]);
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
  return remarks;
}

/** Two dates in place of moments are midnights, and whoever writes them may mean days, the last one too. */
function daysRemark({ from = '', to = '' }: Stretch): string | undefined {
  if (![from, to].every(isDate)) return undefined;
  return `${to} is its midnight, so that day is not among them; with it they are written date: ${from}..${to}`;
}

/**
 * Everything in the files that has no effect, or not the one it seems to have, in their order. Of what several deployments
 * share only what is so for all of them: it may be needed where another has no schedule.
 * @param others what the files name besides, when only a part of them is looked at
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
  const times = timesOf(found.map(({ problem }) => problemLine(problem)));
  const sharing = timesOf(all.flatMap(({ places }) => placesIn(places)));
  const told = found.filter(
    ({ deployment, problem, place, byClock }) =>
      deployments.includes(deployment) &&
      (byClock || times.get(problemLine(problem)) === sharing.get(placeText(place))),
  );
  return onceInOrder([...remarks, ...told.map(({ problem }) => problem)]);
}

const placeText = (place: Place) => problemLine({ ...place, message: '' });

/** The places in which a deployment has its parts, each once: all holidays stand in one. */
function placesIn({ replicas, schedule, except }: PlacedDeployment['places']): string[] {
  return [...new Set([...replicas, ...schedule, ...except].map(placeText))];
}

function timesOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return times;
}

/**
 * Each once, though what is written once may hold in many places, and in the order in which a reader meets them.
 * @param files in their order, before those that come up among the problems
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
