import type { ZoneClient } from '../api/zone-client.js';
import type { Deps, Printer } from '../deps.js';
import type { View } from '../output/view.js';
import { operationView } from '../output/views/operation.js';
import type { Operation } from '../schemas/operation.js';

/** What comes of a command that changes something: an object that can be read again, or an operation under way. */
export type Result<K extends string> =
  | { kind: K; zone: ZoneClient; id: string }
  | { kind: 'pending'; zone: ZoneClient; operation: Operation }
  | { kind: 'dry-run' };

export interface ResultPrinter<T> {
  /**
   * Prints an operation that is not waited for, or the object where data was asked for.
   * @param read reads the object again, as it is to be printed
   * @returns false when there is something left to say in words
   */
  print<K extends string>(
    result: Result<K>,
    read: (zone: ZoneClient, id: string) => Promise<T>,
  ): Promise<boolean>;
}

/**
 * Makes the printer of a changing command before anything is sent, so that a template which cannot be used is
 * refused first: under --no-wait it is the operation that is printed, and the template is held against that.
 * @throws UsageError for a format or template that cannot be used
 */
export async function resultPrinter<T>(
  deps: Deps,
  view: View<T>,
  noWait: boolean,
): Promise<ResultPrinter<T>> {
  const forOperations = noWait && deps.globals.outputTemplate !== undefined;
  const objects: Printer<T> | undefined = forOperations ? undefined : await deps.printer(view);
  const operations = noWait ? await deps.printer(operationView) : undefined;
  return {
    async print(result, read) {
      if (!('zone' in result)) return true;
      if ('operation' in result) {
        const printer = operations ?? (await deps.printer(operationView));
        deps.io.out(printer.one({ zone: result.zone.zone, operation: result.operation }));
        return true;
      }
      if (!objects?.data) return false;
      deps.io.out(objects.one(await read(result.zone, result.id)));
      return true;
    },
  };
}
