import { ExoError, isInterruption } from '../../errors.js';
import type { Io } from '../../io/io.js';
import { hintOf } from '../../print-error.js';

/** The most changes that are under way at once, to stay below the service's rate limits. */
export const MAX_IN_FLIGHT = 10;

/**
 * Runs `act` on every item, at most ten at once, and returns results and failures in the order of the items. After an
 * interruption no further item is begun.
 */
export async function each<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<{ results: R[]; failures: ExoError[] }> {
  const results: R[] = [];
  const failures: ExoError[] = [];
  const left = [...items.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, item] = next;
      try {
        results[index] = await act(item);
      } catch (error) {
        if (!(error instanceof ExoError)) throw error;
        failures[index] = error;
        if (isInterruption(error)) left.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(MAX_IN_FLIGHT, items.length) }, worker));
  // Both arrays have holes, where an item is in the other one; `Object.values` leaves them out.
  return { results: Object.values(results), failures: Object.values(failures) };
}

/** The results of reading every item. @throws ExoError as `throwFailures` if any has failed */
export async function allOf<T, R>(
  io: Pick<Io, 'warn'>,
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const { results, failures } = await each(items, act);
  // Only reads were under way, so the plain interruption tells everything.
  const ended = failures.find(isInterruption);
  if (ended) throw ended;
  throwFailures(io, failures, items.length);
  return results;
}

/** The error for an interruption: some changes go on at the service, and others were not sent. */
function interrupted(first: ExoError, ended: readonly ExoError[], total: number): ExoError {
  if (total === 1) return first;
  const operations = ended.flatMap(({ operationId }) => operationId ?? []);
  return new ExoError(
    first.kind,
    `${first.kind === 'interrupted' ? 'interrupted' : 'terminated'} with ${ended.length} of ${total} under way: what was sent goes on, the rest is not sent`,
    {
      code: first.code,
      hint: first.hint ?? 'the same command can be run again',
      operationId: first.operationId,
      details: { under_way: ended.length, total, operations },
    },
  );
}

/**
 * Ends a command that acted on several things. A single failure is thrown as it is. Several are printed as warnings,
 * and the error has their kind if they agree, else `incomplete`.
 * @param total how many things there were
 */
export function throwFailures(io: Pick<Io, 'warn'>, failures: readonly ExoError[], total: number): void {
  const first = failures[0];
  if (!first) return;
  const ended = failures.filter(isInterruption);
  const [last] = ended;
  if (last) {
    for (const failure of failures) if (!isInterruption(failure)) io.warn(toldOf(failure));
    throw interrupted(last, ended, total);
  }
  if (failures.length === 1) throw first;
  for (const failure of failures) io.warn(toldOf(failure));
  const agree = failures.every(({ kind }) => kind === first.kind);
  // What could not be read is a failure of its own, beside those of the same things.
  const all = Math.max(total, failures.length);
  throw new ExoError(agree ? first.kind : 'incomplete', `${failures.length} of ${all} failed`, {
    code: agree ? first.code : 'incomplete',
    hint: [...new Set(failures.flatMap((failure) => hintOf(failure)?.split('\n')))],
    details: {
      failures: failures.map(({ message, code, zone, request, operationId, explanation }) => ({
        message,
        code,
        zone,
        request,
        operation_id: operationId,
        explanation,
      })),
    },
  });
}

/** A failure on one line, with the cause from the logs. */
function toldOf({ message, explanation }: ExoError): string {
  if (!explanation) return message;
  const [fix] = explanation.fixes;
  return `${message}; cause: ${explanation.cause}${fix === undefined ? '' : `; fix: ${fix}`}`;
}
