import type { Deps } from '../deps.js';
import type { View } from '../output/view.js';
import type { Operation } from '../schemas/operation.js';
import { printOperation } from './print-operation.js';

/** Something that is gone, or whose deletion is under way. */
export interface Deleted {
  id: string;
  name: string;
  zone: string;
  operation: Operation;
}

const deletedView: View<Deleted> = {
  name: 'deletion',
  fields: [
    { key: 'id', go: 'ID', label: 'ID', value: ({ id }) => id, keep: true },
    { key: 'name', go: 'Name', label: 'Name', value: ({ name }) => name },
    { key: 'zone', go: 'Zone', label: 'Zone', value: ({ zone }) => zone, keep: true },
    {
      key: 'deleted',
      go: 'Deleted',
      label: 'Deleted',
      value: ({ operation }) => operation.state === 'success',
      keep: true,
    },
  ],
};

/** What belongs to the organization has no zone; the one that was asked is no fact about it. */
const anywhereView: View<Deleted> = {
  ...deletedView,
  fields: deletedView.fields.filter(({ key }) => key !== 'zone'),
};

/** What a delete command prints: the reference's line, or what was deleted in the chosen format. */
export async function printDeleted(
  deps: Deps,
  deleted: readonly Deleted[],
  line: string,
  noWait: boolean,
  hasZone = true,
): Promise<void> {
  const printer = await deps.printer(hasZone ? deletedView : anywhereView);
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
