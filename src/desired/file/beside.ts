import type { Env } from '../../domain/environment.js';
import { own, ownList } from '../../domain/json.js';
import { problemAt } from './problems.js';
import { readSource } from './read-source.js';
import type { Problem, Source, SourceFile } from './source.js';

/** The other files that a file names, as they are written in it. */
export interface Named {
  includes: string[];
  holidays: string[];
}

/** The other files that a file names, each once; none if it cannot be read, which `parseInferenceFiles` reports. */
export function namedBeside(file: SourceFile, env: Env): Named {
  // Most files name none, and need not be parsed here. A key may be written with escapes, so a backslash counts, too.
  if (!/include|holidays|\\/.test(file.text)) return { includes: [], holidays: [] };
  const { sources } = readSource(file, env);
  const listed = (key: string) => sources.flatMap(({ value }) => ownList(value, key));
  const texts = (values: readonly unknown[]) => [
    ...new Set(values.filter((value): value is string => typeof value === 'string' && value !== '')),
  ];
  return {
    includes: texts(listed('include')),
    holidays: texts(listed('holidays').map((entry) => own(entry, 'file'))),
  };
}

/**
 * The path of a file that another one names: a relative path begins in that file's folder, an address stays as it is.
 */
export function pathBeside(file: string, named: string): string {
  if (/^([/\\]|[A-Za-z]:[/\\]|https?:\/\/)/i.test(named)) return named;
  return `${/^.*[/\\]/.exec(file)?.[0] ?? ''}${named}`;
}

/** The files that a document includes, in its order, with their texts or problems. */
function included({ value, beside }: Source) {
  return ownList(value, 'include').map((named) =>
    typeof named === 'string' ? beside?.get(named) : undefined,
  );
}

/** The included files that can be read, each once, by the names that the command uses for them. */
export function includes(source: Source): string[] {
  return [...new Set(included(source).flatMap((one) => (one && 'name' in one ? one.name : [])))];
}

/** The documents of the files that a document includes, directly or through others: it can use what they share. */
export function includedBy(source: Source, all: readonly Source[], seen = new Set<string>()): Source[] {
  return includes(source).flatMap((name) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const documents = all.filter((one) => one.at([]).file === name);
    return documents.flatMap((one) => [one, ...includedBy(one, all, seen)]);
  });
}

/** The problems of included files that cannot be read, at the places where they are included. */
export function includeProblems(source: Source): Problem[] {
  return included(source).flatMap((one, index) =>
    one && 'problem' in one ? [problemAt(source, ['include', index], one.problem)] : [],
  );
}
