import { asRecord, own } from '../../domain/json.js';
import { didYouMean, likely } from '../../domain/likely.js';
import { problemAt } from './problems.js';
import { EXCLUSIVE } from './schema.js';
import type { Path, Problem, Source } from './source.js';

type Keyed = Readonly<Record<string, unknown>>;

/** A value that holds at one place of a document, and is written at another, of this one or of one that it includes. */
interface Moved {
  to: Path;
  from: Path;
  source: Source;
}

/**
 * A document with what it says once put where it holds: `defaults` in every deployment that lacks them, and `schedules` in
 * place of their names. Its places stay those where things are written.
 * @param included the documents it includes, whose schedules it can name; its own stand before them
 * @returns names that no schedule has beside it
 */
export function expand(source: Source, included: readonly Source[]): { source: Source; problems: Problem[] } {
  const document = asRecord(source.value);
  const deployments = document && deploymentsOf(document);
  if (!document || !deployments) return { source, problems: [] };
  const defaults = asRecord(document.defaults) ?? {};
  const schedules = schedulesByName([...included, source]);
  const problems: Problem[] = [];
  const moved: Moved[] = [];

  /** The schedule itself where its name stands. @param written where that name is written */
  const withSchedule = (around: Keyed, path: Path, written: Path): Keyed => {
    const { schedule: name } = around;
    if (typeof name !== 'string') return around;
    const found = schedules.get(name);
    if (found === undefined) {
      problems.push(problemAt(source, [...written, 'schedule'], noSchedule(name, [...schedules.keys()])));
      return around;
    }
    moved.push({ to: [...path, 'schedule'], from: ['schedules', name], source: found.source });
    return { ...around, schedule: found.schedule };
  };

  const completed = deployments.map((deployment, index): unknown => {
    const given = asRecord(deployment);
    if (!given) return deployment;
    const path: Path = ['deployments', index];
    const added = keysToAdd(defaults, given);
    for (const key of added) moved.push({ to: [...path, key], from: ['defaults', key], source });
    const all = { ...given, ...Object.fromEntries(added.map((key) => [key, defaults[key]])) };
    return withSchedule(all, path, added.includes('schedule') ? ['defaults'] : path);
  });
  const value = {
    ...withSchedule(document, [], []),
    ...(asRecord(document.defaults) ? { defaults: withSchedule(defaults, ['defaults'], ['defaults']) } : {}),
    deployments: completed,
  };
  const givenHolidays = included.some((one) => own(one.value, 'holidays') !== undefined);
  return { source: { ...source, value, givenHolidays, ...placesOf(source, moved) }, problems };
}

/** The deployments of a document; none of a file that is there to be included, undefined where it has to have some. */
function deploymentsOf(document: Keyed): readonly unknown[] | undefined {
  const { deployments } = document;
  if (Array.isArray(deployments)) return deployments;
  const sharesAlone = ['schedules', 'holidays', 'include'].some((key) => own(document, key) !== undefined);
  return deployments === undefined && sharesAlone ? [] : undefined;
}

/** The schedules that have a name, and where each is written; of two of one name the last. */
function schedulesByName(sources: readonly Source[]): Map<string, { schedule: unknown; source: Source }> {
  return new Map(
    sources.flatMap((source) =>
      Object.entries(asRecord(own(source.value, 'schedules')) ?? {}).map(
        ([name, schedule]) => [name, { schedule, source }] as const,
      ),
    ),
  );
}

function noSchedule(name: string, known: readonly string[]): string {
  const others = known.length > 0 ? `there is ${known.join(', ')}` : 'there is none under schedules';
  return `there is no schedule ${JSON.stringify(name)}: ${didYouMean(likely(name, known)) ?? others}`;
}

/** The keys of the defaults that a deployment takes over: those that it lacks, and that go with what it has. */
function keysToAdd(defaults: Keyed, deployment: Keyed): string[] {
  const has = (key: string) => own(deployment, key) !== undefined;
  const isExcluded = (key: string) =>
    EXCLUSIVE.some(([one, other]) => (key === one && has(other)) || (key === other && has(one)));
  return Object.keys(defaults).filter((key) => key !== 'name' && !has(key) && !isExcluded(key));
}

/** Tells of the places of a document where what stands there is written. */
function placesOf(source: Source, moved: readonly Moved[]) {
  const writtenAt = (path: Path): { source: Source; path: Path } => {
    // The last one says most: a schedule by its name, in place of the defaults that named it.
    const found = moved.findLast(
      ({ to }) => to.length <= path.length && to.every((part, at) => part === path[at]),
    );
    return found
      ? { source: found.source, path: [...found.from, ...path.slice(found.to.length)] }
      : { source, path };
  };
  const whereWritten =
    <T>(look: (source: Source, path: Path) => T) =>
    (path: Path): T => {
      const place = writtenAt(path);
      return look(place.source, place.path);
    };
  return {
    origin: (path: Path) => writtenAt(path).path,
    at: whereWritten((one, path) => one.at(path)),
    atKey: whereWritten((one, path) => one.atKey(path)),
    written: whereWritten((one, path) => one.written(path)),
  };
}
