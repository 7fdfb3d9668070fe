import type { Deps, Printer } from '../../deps.js';
import type { View } from '../../output/view.js';

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
