import type { Deps, Printer } from '../deps.js';
import type { View } from '../output/view.js';

/**
 * The printer of a command that only reads. What draws tables is loaded while the requests are under way; a template
 * is checked before the first of them.
 * @throws UsageError for a template that cannot be used; the rest when the printer is asked for
 */
export async function readPrinter<T>(deps: Deps, view: View<T>): Promise<() => Promise<Printer<T>>> {
  const printer = deps.printer(view);
  if (deps.globals.outputTemplate) await printer;
  // Heard when it is asked for; until then a failure must not end the process.
  printer.catch(() => {});
  return () => printer;
}
