import { own, ownList } from '../../domain/json.js';
import { problemAt } from './problems.js';
import { readSource } from './read-source.js';
import type { Problem, Source, SourceFile } from './source.js';

/** What a file names beside itself, as it writes it. */
export interface Named {
  includes: string[];
  holidays: string[];
}

/** The files that a file names, each once; none where it cannot be read, of which `parseInferenceFiles` tells. */
export function namedBeside(file: SourceFile, env: Readonly<Record<string, string | undefined>>): Named {
  // Most name none, and are read once. With a backslash a key may be written otherwise.
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

/** The path of a file that another one names: relative ones begin in its folder; an address stays one. */
export function pathBeside(file: string, named: string): string {
  if (/^([/\\]|[A-Za-z]:[/\\]|https?:\/\/)/i.test(named)) return named;
  return `${/^.*[/\\]/.exec(file)?.[0] ?? ''}${named}`;
}

/** What came of the files that a document includes, in its order. */
function included({ value, beside }: Source) {
  return ownList(value, 'include').map((named) =>
    typeof named === 'string' ? beside?.get(named) : undefined,
  );
}

/** What is included and can be read, by the names that the command uses; what is included twice is named once. */
export function includes(source: Source): string[] {
  return [...new Set(included(source).flatMap((one) => (one && 'name' in one ? one.name : [])))];
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
  return included(source).flatMap((one, index) =>
    one && 'problem' in one ? [problemAt(source, ['include', index], one.problem)] : [],
  );
}
