import { asRecord, own } from '../../domain/json.js';
import { didYouMean, likely } from '../../domain/likely.js';
import { EXCLUSIVE } from './file-schema.js';
import { problemAt } from './problems.js';
import type { Path, Problem, Source } from './source.js';

type Keyed = Readonly<Record<string, unknown>>;

/**
 * A value that counts at the place `to` of a document, and is written at `from`, in this document or an included one.
 */
interface Moved {
  to: Path;
  from: Path;
  source: Source;
}

/**
 * A document in which shared values are copied to where they count: `defaults` into every deployment that lacks them,
 * and schedules in place of their names. The positions of values stay those where they are written.
 * @param included the documents that it includes, whose schedules it can name; its own take precedence
 * @returns also a problem for each name that no schedule has
 */
export function expand(source: Source, included: readonly Source[]): { source: Source; problems: Problem[] } {
  const document = asRecord(source.value);
  const deployments = document && deploymentsOf(document);
  if (!document || !deployments) return { source, problems: [] };
  const defaults = asRecord(document.defaults) ?? {};
  const schedules = schedulesByName([...included, source]);
  const problems: Problem[] = [];
  const moved: Moved[] = [];

  /** Puts the schedule in place of its name. @param written the path at which that name is written */
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

/** The deployments of a document: none for a file that only shares something, undefined for any other without them. */
function deploymentsOf(document: Keyed): readonly unknown[] | undefined {
  const { deployments } = document;
  if (Array.isArray(deployments)) return deployments;
  const sharesAlone = ['schedules', 'holidays', 'include'].some((key) => own(document, key) !== undefined);
  return deployments === undefined && sharesAlone ? [] : undefined;
}

/** The named schedules, and the document of each; of two with the same name, the last. */
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
  const others = known.length > 0 ? `there is ${known.join(', ')}` : 'the file has no schedules';
  return `there is no schedule ${JSON.stringify(name)}: ${didYouMean(likely(name, known)) ?? others}`;
}

/** The keys that a deployment takes over from the defaults: those that it lacks, and that do not exclude one it has. */
function keysToAdd(defaults: Keyed, deployment: Keyed): string[] {
  const has = (key: string) => own(deployment, key) !== undefined;
  const isExcluded = (key: string) =>
    EXCLUSIVE.some(([one, other]) => (key === one && has(other)) || (key === other && has(one)));
  return Object.keys(defaults).filter((key) => key !== 'name' && !has(key) && !isExcluded(key));
}

/** The positions of the values of a document, each where the value is written. */
function placesOf(source: Source, moved: readonly Moved[]) {
  const writtenAt = (path: Path): { source: Source; path: Path } => {
    // A schedule that the defaults name was moved twice; the last move leads to where the schedule itself is written.
    const found = moved.findLast(
      ({ to }) => to.length <= path.length && to.every((part, at) => part === path[at]),
    );
    return found
      ? { source: found.source, path: [...found.from, ...path.slice(found.to.length)] }
      : { source, path };
  };
  return {
    origin: (path: Path) => writtenAt(path).path,
    at(path: Path, what?: 'key') {
      const place = writtenAt(path);
      return place.source.at(place.path, what);
    },
    written(path: Path) {
      const place = writtenAt(path);
      return place.source.written(place.path);
    },
  };
}
