import type { Deps, Printer } from '../deps.js';
import { type OperationRow, operationView } from '../output/views/operation.js';
import type { Operation } from '../schemas/operation.js';

/** Prints an operation that is not waited for, in the chosen format. */
export async function printOperation(deps: Deps, zone: string, operation: Operation): Promise<void> {
  const printer: Printer<OperationRow> = await deps.printer(operationView);
  deps.io.out(printer.one({ zone, operation }));
}
