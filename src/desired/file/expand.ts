import { asRecord, own } from '../../domain/json.js';
import { didYouMean, likely } from '../../domain/likely.js';
import { problemAt } from './problems.js';
import type { Path, Problem, Source } from './source.js';

type Keyed = Readonly<Record<string, unknown>>;

/** Keys of a deployment that do not go together. */
const EXCLUDES: ReadonlyMap<string, readonly string[]> = new Map([
  ['replicas', ['autoscale']],
  ['autoscale', ['replicas', 'idle']],
  ['idle', ['autoscale']],
]);

/**
 * A document with what it says once put where it holds: `defaults` in every deployment that lacks them, and `schedules` in
 * place of their names. Its places stay those where things are written.
 * @param included the documents it includes, whose schedules it can name; its own stand before them
 * @returns names that no schedule has beside it
 */
export function expand(source: Source, included: readonly Source[]): { source: Source; problems: Problem[] } {
  const document = asRecord(source.value);
  // A file that is there to be included has no deployments.
  const sharesAlone = document?.deployments === undefined && document && shares(document);
  const deployments = sharesAlone ? [] : document?.deployments;
  if (!document || !Array.isArray(deployments)) return { source, problems: [] };
  const problems: Problem[] = [];
  const moved: { to: Path; from: Path; source: Source }[] = [];
  const schedules = new Map<string, { schedule: unknown; source: Source }>();
  for (const one of [...included, source]) {
    const named = asRecord(own(one.value, 'schedules')) ?? {};
    for (const [name, schedule] of Object.entries(named)) schedules.set(name, { schedule, source: one });
  }
  const defaults = asRecord(document.defaults) ?? {};

  /** The schedule itself where a name stands. */
  const scheduleOf = (around: Keyed, path: Path, writtenAt: Path = path): Keyed => {
    const { schedule: name, ...rest } = around;
    if (typeof name !== 'string') return around;
    const found = schedules.get(name);
    if (found === undefined) {
      const known = [...schedules.keys()];
      const way =
        didYouMean(likely(name, known)) ??
        (known.length > 0 ? `there is ${known.join(', ')}` : 'there is none under schedules');
      problems.push(
        problemAt(source, [...writtenAt, 'schedule'], `there is no schedule ${JSON.stringify(name)}: ${way}`),
      );
      return around;
    }
    moved.push({ to: [...path, 'schedule'], from: ['schedules', name], source: found.source });
    return { ...rest, schedule: found.schedule };
  };

  const completed = deployments.map((deployment: unknown, index): unknown => {
    const given = asRecord(deployment);
    if (!given) return deployment;
    const path: Path = ['deployments', index];
    // Of two that exclude each other a deployment has one: its own stands before the other of the defaults.
    const isMet = (key: string) => (EXCLUDES.get(key) ?? []).some((other) => own(given, other) !== undefined);
    const added = Object.keys(defaults).filter(
      (key) => own(given, key) === undefined && key !== 'name' && !isMet(key),
    );
    for (const key of added) moved.push({ to: [...path, key], from: ['defaults', key], source });
    const all = { ...given, ...Object.fromEntries(added.map((key) => [key, defaults[key]])) };
    return scheduleOf(all, path, added.includes('schedule') ? ['defaults'] : path);
  });
  const expanded = { ...scheduleOf(document, []), deployments: completed };
  const written = (path: Path): { source: Source; path: Path } => {
    // The last one says most: a schedule by its name, in place of the defaults that named it.
    const found = moved.findLast(
      ({ to }) => to.length <= path.length && to.every((part, at) => part === path[at]),
    );
    return found
      ? { source: found.source, path: [...found.from, ...path.slice(found.to.length)] }
      : { source, path };
  };
  const there =
    <T>(look: (one: Source, path: Path) => T) =>
    (path: Path) => {
      const place = written(path);
      return look(place.source, place.path);
    };
  return {
    source: {
      ...source,
      value: expanded,
      givenHolidays: included.some((one) => own(one.value, 'holidays') !== undefined),
      origin: (path) => written(path).path,
      at: there((one, path) => one.at(path)),
      atKey: there((one, path) => one.atKey(path)),
      written: there((one, path) => one.written(path)),
    },
    problems,
  };
}

/** Whether a document without deployments has something for others. */
function shares(document: Keyed): boolean {
  return ['schedules', 'holidays', 'include'].some((key) => own(document, key) !== undefined);
}
