import { checkOutputFormat } from '../../config/check-values.js';
import type { Deps } from '../../deps.js';
import { UsageError } from '../../errors.js';
import { keyOf } from '../../output/fields.js';
import type { Printer, View } from '../../output/view.js';

/**
 * The printer of a command that only reads. The code for tables is loaded while the requests are under way; a template
 * and columns are checked before the first request.
 * @returns a function that waits for the printer, and throws its other problems
 * @throws UsageError for an invalid template or unknown columns
 */
export async function readPrinter<T>(deps: Deps, view: View<T>): Promise<() => Promise<Printer<T>>> {
  const printer = deps.printer(view);
  const { outputTemplate, columns, sort } = deps.globals;
  if (outputTemplate || columns !== undefined || sort !== undefined) await printer;
  // The failure is thrown where the printer is used; until then it must not end the process as an unhandled rejection.
  printer.catch(() => {});
  return () => printer;
}

/**
 * The printer of commands that must work without a readable configuration file: it uses only the flags.
 * @throws UsageError for an invalid format or template
 */
export async function flagPrinter<T>({ globals, io }: Deps, view: View<T>): Promise<Printer<T>> {
  const { outputFormat = 'table', outputTemplate: template } = globals;
  const problems: string[] = [];
  const format = checkOutputFormat({ value: outputFormat, from: 'flag --output-format' }, problems);
  if (format === undefined) throw new UsageError(problems);
  const { createPrinter } = await import('../../output/render.js');
  return createPrinter(view, { format, template, style: io.stdout, arranging: globals });
}

/** Checks a flag that is an output format itself. @throws UsageError if another format was asked for as well */
export function requireOwnFormat({ globals }: Deps, flag: string): void {
  const { outputFormat, outputTemplate, columns, sort } = globals;
  const others = [
    ...(outputFormat === undefined || outputFormat === 'table' ? [] : [`-O ${outputFormat}`]),
    ...(outputTemplate ? ['--output-template'] : []),
    ...(columns === undefined ? [] : ['--columns']),
    ...(sort === undefined ? [] : ['--sort']),
  ];
  if (others.length > 0)
    throw new UsageError(
      `${flag} is a format of its own: it cannot be combined with ${others.join(' and ')}`,
    );
}

/** The rows in the order of --sort, or as they are without it. The printer has already refused unknown columns. */
export async function inOrder<T, R extends T>(
  { globals: { sort } }: Deps,
  view: View<T>,
  rows: readonly R[],
): Promise<readonly R[]> {
  if (sort === undefined) return rows;
  const { sorterOf } = await import('../../output/columns.js');
  return sorterOf<T, R>(view, sort)(rows);
}

/**
 * The keys of a JSON document that --columns names, in its order, or all without it. Unknown ones were already refused.
 */
export function pickedKeys({ globals }: Deps, document: Readonly<Record<string, unknown>>) {
  if (globals.columns === undefined) return document;
  const keys = globals.columns.split(',').map(keyOf);
  return Object.fromEntries(keys.flatMap((key) => (key in document ? [[key, document[key]]] : [])));
}
