import { parseDuration } from '../../domain/duration.js';
import type { Env } from '../../domain/environment.js';
import { asRecord, own } from '../../domain/json.js';
import { UsageError } from '../../errors.js';
import { exceptEntry, holidayEntry, scheduleEntry } from '../schedule/entries.js';
import type { Days } from '../schedule/schedule-days.js';
import { includedBy, includeProblems, includes } from './beside.js';
import { crossProblems, duplicateProblems } from './cross-problems.js';
import { expand } from './expand.js';
import {
  fileDefaults,
  fileDeployment,
  type InferenceFile,
  type InferenceFileDocument,
  inferenceFile,
  type PlacedDeployment,
} from './file-schema.js';
import { type Filled, withoutFilled } from './from-environment.js';
import { holidaysOf } from './holidays.js';
import { autoscaleEntry, idleEntry } from './load-entries.js';
import { problemsOf } from './problems.js';
import { readSource } from './read-source.js';
import { resolveDeployments } from './resolve.js';
import type { Problem, Source, SourceFile } from './source.js';
import { onceInOrder, problemLine, remarksOn } from './warnings.js';

/**
 * Reads and checks one or several files of the desired state, YAML or JSON. Several files, and several documents in one
 * file, count as one: each has its own `zone` and `timezone`, and no name may be used twice in a zone.
 * @throws UsageError with every problem of all files at once, each `file:line:column: path: what is wrong`; its
 * `details.problems` holds these lines, `details.positions` the same as objects
 */
export function parseInferenceFiles(files: readonly SourceFile[], env: Env = {}): InferenceFile {
  const read = files.map((file) => readSource(file, env));
  const written = read.flatMap((file) => file.sources);
  const expanded = written.map((source) => expand(source, includedBy(source, written)));
  const sources = expanded.map(({ source }) => source);
  const problems: Problem[] = [
    ...read.flatMap((file) => file.problems),
    ...written.flatMap(includeProblems),
    ...expanded.flatMap((one) => one.problems),
    ...duplicateProblems(sources),
  ];
  const filled = new Map(written.flatMap((one) => [...(one.filled ?? [])]));
  const deployments: PlacedDeployment[] = [];
  const zones = new Set<string>();
  const remarks: Problem[] = [];
  const maxHoldsMs: number[] = [];
  const holidaysByFile = new Map<string, Days[]>();
  for (const [index, source] of sources.entries()) {
    const document = checkSource(source, problems);
    if (document === undefined) continue;
    // A document that only shares schedules and holidays describes no zone, so its `zone` does not count.
    const hasDeployments = own(written[index]?.value, 'deployments') !== undefined;
    const { file } = source.at([]);
    remarks.push(...remarksOn(source, document));
    if (document['max-hold'] !== undefined) maxHoldsMs.push(parseDuration(document['max-hold']));
    if (document.zone !== undefined && hasDeployments) zones.add(document.zone);
    const { holidays, problems: unread } = holidaysOf(
      source,
      document,
      includes(source).flatMap((name) => holidaysByFile.get(name) ?? []),
    );
    problems.push(...unread);
    holidaysByFile.set(file, [...(holidaysByFile.get(file) ?? []), ...holidays]);
    for (const deployment of resolveDeployments(source, document, holidays)) {
      zones.add(deployment.zone);
      deployments.push(deployment);
    }
  }
  if (problems.length > 0) throw fileError(tellable(problems, filled), files);
  return {
    deployments,
    zones: [...zones],
    maxHoldMs: maxHoldsMs.length > 0 ? Math.min(...maxHoldsMs) : undefined,
    variables: [...filled.keys()],
    remarks: tellable(remarks, filled),
  };
}

/** The problems as they may be printed: without values from the environment, and not at any length. */
function tellable(problems: readonly Problem[], filled: Filled): Problem[] {
  return problems.map((one) => ({ ...one, message: shortened(withoutFilled(one.message, filled)) }));
}

/** Shortens what a message quotes: the value in a wrong file may fill pages. */
function shortened(message: string): string {
  return message.replace(/"((?:[^"\\]|\\.){200})(?:[^"\\]|\\.)+"/gs, '"$1…"');
}

/** The checked document; undefined if something is wrong with it, which is then added to `problems`. */
function checkSource(source: Source, problems: Problem[]): InferenceFileDocument | undefined {
  const checked = inferenceFile.safeParse(withoutOwnKeys(source.value));
  const found = crossProblems(source);
  for (const issue of checked.error?.issues ?? []) {
    found.push(...problemsOf(source, issue, knownKeys));
  }
  problems.push(...found);
  return found.length === 0 ? checked.data : undefined;
}

/** The document without its `x-…` keys, which are the writer's own: a place for anchors. */
function withoutOwnKeys(value: unknown): unknown {
  const keys = asRecord(value);
  return keys ? Object.fromEntries(Object.entries(keys).filter(([key]) => !key.startsWith('x-'))) : value;
}

/** The keys of the entries of a list, or of a group, by the name of the list or group. */
const SHAPES = new Map<PropertyKey | undefined, object>([
  [undefined, inferenceFile.shape],
  ['defaults', fileDefaults.shape],
  ['deployments', fileDeployment.shape],
  ['schedule', scheduleEntry.shape],
  ['autoscale', autoscaleEntry.shape],
  ['idle', idleEntry.shape],
  ['holidays', holidayEntry.shape],
  ['except', exceptEntry.shape],
]);

/** The keys that are known at a path: the last name in the path decides. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  const isNamed = path[0] === 'schedules';
  return Object.keys(
    SHAPES.get(isNamed ? 'schedule' : path.findLast((part) => typeof part === 'string')) ?? {},
  );
}

function fileError(problems: readonly Problem[], files: readonly SourceFile[]): UsageError {
  const sorted = onceInOrder(
    problems,
    files.map(({ name }) => name),
  );
  const lines = sorted.map(problemLine);
  return new UsageError(lines, { code: 'inference-file', details: { problems: lines, positions: sorted } });
}
