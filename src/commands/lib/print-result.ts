import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, isInterruption, onceMade } from '../../errors.js';
import type { Printer, View } from '../../output/view.js';
import { type Deleted, deletedAnywhereView, deletedView } from '../../output/views/deleted.js';
import { type OperationRow, operationView } from '../../output/views/operation.js';
import type { Operation } from '../../schemas/operation.js';
import { howToWait } from './follow.js';

/** The result of a command that changes something: an object, or an operation under way. */
export type Result<K extends string, T = never> =
  | {
      kind: K;
      zone: ZoneClient;
      id: string;
      /** The object, if it has been read; otherwise it is read for printing. */
      seen?: T | undefined;
      /** The object is not as requested. It is still printed as data, then this error is thrown. */
      problem?: ExoError | undefined;
    }
  | { kind: 'pending'; zone: ZoneClient; operation: Operation }
  | { kind: 'dry-run' };

type PrintResult<T> = (
  result: Result<string, T>,
  read: (zone: ZoneClient, id: string) => Promise<T>,
  line?: string,
) => Promise<boolean>;

/** The command that shows the result, for the error if the output could not be written. */
function shownBy(
  { name }: Pick<View<never>, 'name'>,
  { zone, id }: { zone: ZoneClient; id: string },
): string {
  return commandLine(`${name} show`, [id], ['-z', zone.zone]);
}

/**
 * Makes the printer of a changing command before anything is sent, so that an invalid template is refused first. With
 * --no-wait the template is checked against the fields of an operation.
 * @returns a function that prints the pending operation, or, if data was asked for, the object, which it reads unless
 * the result has it, or else the line. A template for operations prints nothing where there is none. It returns false
 * if a message has to be printed as well, and throws the result's problem
 * @throws UsageError for an invalid format or template
 */
export async function resultPrinter<T>(deps: Deps, view: View<T>, noWait: boolean): Promise<PrintResult<T>> {
  const forOperations = noWait && deps.globals.outputTemplate !== undefined;
  const objects: Printer<T> | undefined = forOperations ? undefined : await deps.printer(view);
  const operations = noWait ? await deps.printer(operationView) : undefined;
  return async (result, read, line) => {
    if (!('zone' in result)) return true;
    if ('operation' in result) {
      const printer = operations ?? (await deps.printer(operationView));
      const { zone, operation } = result;
      const again = commandLine('operation show', [operation.id], ['-z', zone.zone]);
      printOperation(deps, printer, { zone: zone.zone, operation }, again);
      return true;
    }
    const { zone, id, seen, problem } = result;
    if (objects?.data && (seen || !problem)) {
      const shown = seen ?? (await read(zone, id).catch(isSent(result) ? unshown(view, result) : undefined));
      deps.io.out(objects.one(shown), shownBy(view, result));
    }
    if (problem) throw problem;
    if (line !== undefined && objects?.data === false) deps.io.done(line, shownBy(view, result));
    return objects?.data ?? false;
  };
}

const isSent = ({ kind }: { kind: string }) => kind === 'created' || kind === 'accepted';

/**
 * Adds to the failure of the read for printing that the change was made: what was created may be billed.
 * @returns a function that throws the given failure; not-found as unavailable, because what was just created is there
 */
function unshown(view: Pick<View<never>, 'name'>, made: { kind: string; zone: ZoneClient; id: string }) {
  const { zone, id } = made;
  const which = `${view.name} ${id}`;
  const what =
    made.kind === 'created'
      ? `${which} was created in ${zone.zone}`
      : `the service has accepted the change of ${which} in ${zone.zone}`;
  return (error: unknown): never => {
    if (!(error instanceof ExoError)) throw error;
    const { message } = error;
    throw error.retold({
      kind: onceMade(error).kind,
      message: isInterruption(error) ? `${message}, but ${what}` : `${what}, but ${message}`,
      code: isInterruption(error) ? error.code : 'not-seen',
      zone: zone.zone,
      hint: `look again with: ${shownBy(view, made)}`,
    });
  };
}

/** Prints a pending operation, and the command that waits for it. */
function printOperation({ io }: Deps, printer: Printer<OperationRow>, row: OperationRow, again: string) {
  const { zone, operation } = row;
  io.out(printer.one(row), again);
  if (!printer.data && operation.state === 'pending') io.say(howToWait(operation.id, zone));
}

/** Prints what was deleted. @param line the line that `exo` prints @param list the command that lists what remains */
type PrintDeleted = (deleted: readonly Deleted[], line: string, list: string) => void;

/**
 * Makes the printer of a delete command before anything is sent: of what is deleted, or with --no-wait of operations.
 * @throws UsageError for an invalid format or template
 */
export async function deletedPrinter(deps: Deps, noWait: boolean, hasZone: boolean): Promise<PrintDeleted> {
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
      // The answer was lost and the thing is gone: there is no operation to show or to wait for.
      if (operation.id === '' && !printer.data) deps.io.say(`${name} is deleted already.`);
      else printOperation(deps, printer, { zone, operation }, list);
    }
  };
}
