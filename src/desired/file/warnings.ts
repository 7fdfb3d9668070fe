import { cronRemark } from '../schedule/cron/cron.js';
import { momentRemark } from '../schedule/moment.js';
import { scheduleFindings } from '../schedule/schedule-findings.js';
import { timeZoneRemark } from '../schedule/time-zone-remark.js';
import { problemAt } from './problems.js';
import { DEFAULT_TIMEZONE } from './resolve.js';
import type { InferenceFile, InferenceFileDocument } from './schema.js';
import type { Path, Problem, Source } from './source.js';

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

/** Everything in the files that has no effect, or not the one it seems to have, in their order. */
export function fileWarnings({ deployments, remarks }: InferenceFile, at: Date): Problem[] {
  const found = deployments.flatMap((deployment) =>
    scheduleFindings(deployment, at).flatMap(({ about, index, message }) => {
      const place = deployment.places[about][index];
      return place === undefined ? [] : [{ ...place, message }];
    }),
  );
  return onceInOrder([...remarks, ...found]);
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
