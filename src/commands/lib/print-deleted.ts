import type { Deps } from '../../deps.js';
import { type Deleted, deletedAnywhereView, deletedView } from '../../output/views/deleted.js';
import { operationView } from '../../output/views/operation.js';
import { sayHowToWait } from './print-result.js';

/** Prints what was deleted. @param line the reference's line @param list the command that shows what is left */
type PrintDeleted = (deleted: readonly Deleted[], line: string, list: string) => void;

/**
 * Makes the printer of a delete command before anything is sent: of what was deleted, or of the operations that are
 * not waited for.
 * @throws UsageError for a format or template that cannot be used
 */
export async function deletedPrinter(deps: Deps, noWait: boolean, hasZone = true): Promise<PrintDeleted> {
  if (!noWait) {
    const printer = await deps.printer(hasZone ? deletedView : deletedAnywhereView);
    return (deleted, line, list) => {
      if (printer.data) deps.io.out(printer.many(deleted), list);
      else if (deleted.length > 0) deps.io.done(line, list);
    };
  }
  const printer = await deps.printer(operationView);
  return (deleted, _, list) => {
    for (const { name, zone, operation } of deleted) {
      // Found gone when its answer was lost: there is no operation a person could look at, or wait for.
      if (operation.id === '' && !printer.data) deps.io.say(`${name} is deleted already.`);
      else {
        deps.io.out(printer.one({ zone, operation }), list);
        if (!printer.data) sayHowToWait(deps, { zone, operation });
      }
    }
  };
}
