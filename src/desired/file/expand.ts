import { didYouMean, likely } from '../../domain/likely.js';
import { problemAt } from './problems.js';
import type { Path, Problem, Source } from './source.js';

type Keyed = Readonly<Record<string, unknown>>;

/**
 * A document with what it says once put where it holds: `defaults` in every deployment that lacks them, and `schedules` in
 * place of their names. Its places stay those where things are written.
 * @returns names that no schedule has beside it
 */
export function expand(source: Source): { source: Source; problems: Problem[] } {
  const { value } = source;
  const document = keyed(value);
  const deployments = document?.deployments;
  if (!document || !Array.isArray(deployments)) return { source, problems: [] };
  const problems: Problem[] = [];
  const moved: { to: Path; from: Path }[] = [];
  const schedules = keyed(document.schedules) ?? {};
  const defaults = keyed(document.defaults) ?? {};

  /** The schedule itself where a name stands. */
  const scheduleOf = (around: Keyed, path: Path, writtenAt: Path = path): Keyed => {
    const { schedule: name, ...rest } = around;
    if (typeof name !== 'string') return around;
    const schedule = own(schedules, name);
    if (schedule === undefined) {
      const known = Object.keys(schedules);
      const way =
        didYouMean(likely(name, known)) ??
        (known.length > 0 ? `there is ${known.join(', ')}` : 'there is none under schedules');
      problems.push(
        problemAt(source, [...writtenAt, 'schedule'], `there is no schedule ${JSON.stringify(name)}: ${way}`),
      );
      return rest;
    }
    moved.push({ to: [...path, 'schedule'], from: ['schedules', name] });
    return { ...rest, schedule };
  };

  const completed = deployments.map((deployment: unknown, index): unknown => {
    const given = keyed(deployment);
    if (!given) return deployment;
    const path: Path = ['deployments', index];
    const added = Object.keys(defaults).filter((key) => own(given, key) === undefined && key !== 'name');
    for (const key of added) moved.push({ to: [...path, key], from: ['defaults', key] });
    const all = { ...given, ...Object.fromEntries(added.map((key) => [key, defaults[key]])) };
    return scheduleOf(all, path, added.includes('schedule') ? ['defaults'] : path);
  });
  const expanded = { ...scheduleOf(document, []), deployments: completed };
  const origin = (path: Path): Path => {
    // The last one says most: a schedule by its name, in place of the defaults that named it.
    const found = moved.findLast(
      ({ to }) => to.length <= path.length && to.every((part, at) => part === path[at]),
    );
    return found ? [...found.from, ...path.slice(found.to.length)] : path;
  };
  return {
    source: {
      value: expanded,
      origin,
      at: (path) => source.at(origin(path)),
      atKey: (path) => source.atKey(origin(path)),
    },
    problems,
  };
}

/** Keys with values, and nothing else. */
function keyed(value: unknown): Keyed | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function own(value: Keyed, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
