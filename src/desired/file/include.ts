import { problemAt } from './problems.js';
import type { Problem, Source } from './source.js';

/** What is included and can be read, by the names that the command uses; what is included twice is named once. */
export function includes(source: Source): string[] {
  return [...new Set(listed(source).flatMap((_, index) => besideAt(source, index)?.name ?? []))];
}

/** The documents of the files that one includes, and of those that these include: what they share, it can use. */
export function includedBy(source: Source, all: readonly Source[], seen = new Set<string>()): Source[] {
  return includes(source).flatMap((name) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const documents = all.filter((one) => one.at([]).file === name);
    return documents.flatMap((one) => [one, ...includedBy(one, all, seen)]);
  });
}

/** Why files that are included cannot be, where that is written. */
export function includeProblems(source: Source): Problem[] {
  return listed(source).flatMap((named, index) => {
    const beside = typeof named === 'string' ? source.beside?.get(named) : undefined;
    return beside && 'problem' in beside ? [problemAt(source, ['include', index], beside.problem)] : [];
  });
}

function besideAt(source: Source, index: number) {
  const named = listed(source)[index];
  const beside = typeof named === 'string' ? source.beside?.get(named) : undefined;
  return beside && 'name' in beside ? beside : undefined;
}

function listed({ value }: Source): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const list: unknown = Object.getOwnPropertyDescriptor(value, 'include')?.value;
  return Array.isArray(list) ? list : [];
}
