import { readSource, type SourceFile } from './source.js';

/** What a file names beside itself, as it writes it. */
export interface Named {
  includes: string[];
  holidays: string[];
}

/** The files that a file names, each once; none where it cannot be read, of which `parseInferenceFiles` tells. */
export function namedBeside(file: SourceFile, env: Readonly<Record<string, string | undefined>>): Named {
  const documents = readSource(file, env).sources.map(({ value }) => value);
  const listed = (key: string) =>
    documents.flatMap((document) => {
      const list = own(document, key);
      return Array.isArray(list) ? list : [];
    });
  const texts = (values: readonly unknown[]) => [
    ...new Set(values.filter((value): value is string => typeof value === 'string' && value !== '')),
  ];
  return {
    includes: texts(listed('include')),
    holidays: texts(listed('holidays').map((entry) => own(entry, 'file'))),
  };
}

/** The path of a file that another one names: relative ones begin in its folder. */
export function pathBeside(file: string, named: string): string {
  if (/^([/\\]|[A-Za-z]:[/\\])/.test(named)) return named;
  return `${/^.*[/\\]/.exec(file)?.[0] ?? ''}${named}`;
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
