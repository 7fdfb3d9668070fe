import type { Deps } from '../deps.js';
import { type Deleted, deletedAnywhereView, deletedView } from '../output/views/deleted.js';
import { printOperation } from './print-operation.js';

export type { Deleted } from '../output/views/deleted.js';

/** What a delete command prints: the reference's line, or what was deleted in the chosen format. */
export async function printDeleted(
  deps: Deps,
  deleted: readonly Deleted[],
  line: string,
  noWait: boolean,
  hasZone = true,
): Promise<void> {
  const printer = await deps.printer(hasZone ? deletedView : deletedAnywhereView);
  if (noWait) {
    for (const { name, zone, operation } of deleted) {
      // Found gone when its answer was lost: there is no operation a person could look at, or wait for.
      if (operation.id === '' && !printer.data) deps.io.say(`${name} is deleted already.`);
      else await printOperation(deps, zone, operation);
    }
    return;
  }
  if (printer.data) deps.io.out(printer.many(deleted));
  else if (deleted.length > 0) deps.io.done(line);
}
