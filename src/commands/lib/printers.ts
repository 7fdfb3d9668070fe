import { checkOutputFormat } from '../../config/check-values.js';
import type { Deps } from '../../deps.js';
import { UsageError } from '../../errors.js';
import { keyOf } from '../../output/fields.js';
import type { Printer, View } from '../../output/view.js';

/**
 * The printer of a command that only reads. What draws tables is loaded while the requests are under way; a template
 * and columns are checked before the first of them.
 * @throws UsageError for a template or columns that cannot be used; the rest when the printer is asked for
 */
export async function readPrinter<T>(deps: Deps, view: View<T>): Promise<() => Promise<Printer<T>>> {
  const printer = deps.printer(view);
  const { outputTemplate, columns, sort } = deps.globals;
  if (outputTemplate || columns !== undefined || sort !== undefined) await printer;
  // Heard when it is asked for; until then a failure must not end the process.
  printer.catch(() => {});
  return () => printer;
}

/**
 * The printer of commands that have to work whatever stands in the configuration file: only flags count.
 * @throws UsageError for a format or template that cannot be used
 */
export async function flagPrinter<T>({ globals, io }: Deps, view: View<T>): Promise<Printer<T>> {
  const { outputFormat = 'table', outputTemplate: template } = globals;
  const problems: string[] = [];
  const format = checkOutputFormat({ value: outputFormat, from: 'flag --output-format' }, problems);
  if (format === undefined) throw new UsageError(problems);
  const { createPrinter } = await import('../../output/render.js');
  return createPrinter(view, { format, template, style: io.stdout, arranging: globals });
}

/** @throws UsageError when another format was asked for beside a flag that is one itself */
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

/** Rows in the order of --sort; as they are without. The printer has refused columns that there are not. */
export async function inOrder<T, R extends T>(
  { globals: { sort } }: Deps,
  view: View<T>,
  rows: readonly R[],
): Promise<readonly R[]> {
  if (sort === undefined) return rows;
  const { sorterOf } = await import('../../output/columns.js');
  return sorterOf<T, R>(view, sort)(rows);
}

/** What --columns leaves of a JSON document, in its order; all of it without. The printer has refused unknown ones. */
export function pickedKeys({ globals }: Deps, document: Readonly<Record<string, unknown>>) {
  if (globals.columns === undefined) return document;
  const keys = globals.columns.split(',').map(keyOf);
  return Object.fromEntries(keys.flatMap((key) => (key in document ? [[key, document[key]]] : [])));
}
