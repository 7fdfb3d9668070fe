import { ExoError, isInterruption } from '../../errors.js';
import type { Io } from '../../io/io.js';
import { hintOf } from '../../print-error.js';

/** At most so many changes are under way at once, to stay below the service's rate limits. */
export const MAX_IN_FLIGHT = 10;

/**
 * Runs `act` on every item, at most ten at once, and returns results and failures in the order of the items. Once one
 * was interrupted no other is begun.
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
  // Without the places of what has failed, or has not.
  return { results: Object.values(results), failures: Object.values(failures) };
}

/** The results of all, where nothing is changed. @throws ExoError as `throwFailures` where any has failed */
export async function allOf<T, R>(
  io: Pick<Io, 'warn'>,
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const { results, failures } = await each(items, act);
  // Nothing was under way but looks.
  const ended = failures.find(isInterruption);
  if (ended) throw ended;
  throwFailures(io, failures, items.length);
  return results;
}

/** What was under way goes on at the service, and what was not begun is not sent. */
function interrupted(first: ExoError, ended: readonly ExoError[], total: number): ExoError {
  if (total === 1) return first;
  const operations = ended.flatMap(({ operationId }) => operationId ?? []);
  return new ExoError(
    first.kind,
    `${first.kind === 'interrupted' ? 'interrupted' : 'terminated'} with ${ended.length} of ${total} under way: what was sent goes on, what was not begun is not sent`,
    {
      code: first.code,
      hint: first.hint ?? 'the same command can be given again',
      operationId: first.operationId,
      details: { under_way: ended.length, total, operations },
    },
  );
}

/**
 * Ends a command that had several things to do: a single failure is thrown as it is; of several each is told,
 * and the exit code is theirs when they agree and `incomplete` when they do not.
 * @param total how many things there were to do
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
  throw new ExoError(agree ? first.kind : 'incomplete', `${failures.length} of ${total} failed, see above`, {
    code: agree ? first.code : 'incomplete',
    hint: [...new Set(failures.map(hintOf))],
    details: {
      failures: failures.map(({ message, code, zone, operationId, explanation }) => ({
        message,
        code,
        zone,
        operation_id: operationId,
        explanation,
      })),
    },
  });
}

/** On one line, with what its logs tell. */
function toldOf({ message, explanation }: ExoError): string {
  if (!explanation) return message;
  const [fix] = explanation.fixes;
  return `${message}; cause: ${explanation.cause}${fix === undefined ? '' : `; fix: ${fix}`}`;
}
