import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import type { ExoError } from '../../errors.js';
import type { Printer, View } from '../../output/view.js';
import { type Deleted, deletedAnywhereView, deletedView } from '../../output/views/deleted.js';
import { type OperationRow, operationView } from '../../output/views/operation.js';
import type { Operation } from '../../schemas/operation.js';
import { howToWait } from './follow.js';

/** What comes of a command that changes something: an object, or an operation under way. */
export type Result<K extends string, T = never> =
  | {
      kind: K;
      zone: ZoneClient;
      id: string;
      /** The object where it has been looked at; else it is read again to be printed. */
      seen?: T | undefined;
      /** What was seen is not what was asked for: printed as data it is, and then this is thrown. */
      problem?: ExoError | undefined;
    }
  | { kind: 'pending'; zone: ZoneClient; operation: Operation }
  | { kind: 'dry-run' };

type PrintResult<T> = (
  result: Result<string, T>,
  read: (zone: ZoneClient, id: string) => Promise<T>,
) => Promise<boolean>;

/** The command that shows what came of it, for when the output is lost. */
export function shownBy(
  { name }: Pick<View<never>, 'name'>,
  { zone, id }: { zone: ZoneClient; id: string },
): string {
  return commandLine(`${name} show`, [id], ['-z', zone.zone]);
}

/**
 * Makes the printer of a changing command before anything is sent, so that a template which cannot be used is
 * refused first: under --no-wait it is the operation that is printed, and the template is held against that.
 * @returns prints an operation that is not waited for, or the object where data was asked for, which is read again unless
 *   the result has it; false when there is something left to say in words. Throws the result's problem
 * @throws UsageError for a format or template that cannot be used
 */
export async function resultPrinter<T>(deps: Deps, view: View<T>, noWait: boolean): Promise<PrintResult<T>> {
  const forOperations = noWait && deps.globals.outputTemplate !== undefined;
  const objects: Printer<T> | undefined = forOperations ? undefined : await deps.printer(view);
  const operations = noWait ? await deps.printer(operationView) : undefined;
  return async (result, read) => {
    if (!('zone' in result)) return true;
    if ('operation' in result) {
      const printer = operations ?? (await deps.printer(operationView));
      const { zone, operation } = result;
      const again = commandLine('operation show', [operation.id], ['-z', zone.zone]);
      printOperation(deps, printer, { zone: zone.zone, operation }, again);
      return true;
    }
    const { zone, id, seen, problem } = result;
    if (objects?.data && (seen || !problem))
      deps.io.out(objects.one(seen ?? (await read(zone, id))), shownBy(view, result));
    if (problem) throw problem;
    return objects?.data ?? false;
  };
}

/** Prints an operation that is not waited for, and says what takes it up. */
function printOperation({ io }: Deps, printer: Printer<OperationRow>, row: OperationRow, again: string) {
  const { zone, operation } = row;
  io.out(printer.one(row), again);
  if (!printer.data && operation.state === 'pending') io.say(howToWait(operation.id, zone));
}

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
      else printOperation(deps, printer, { zone, operation }, list);
    }
  };
}
