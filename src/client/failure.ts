import { ApiError } from '../api/errors.js';
import { ExoError, UsageError } from '../errors.js';
import type { ErrorKind } from '../exit-codes.js';
import {
  ConflictError,
  CredentialsError,
  DeadlineError,
  ExoscaleError,
  type FailureFacts,
  InvalidRequestError,
  NotFoundError,
  OperationFailedError,
  OutcomeUnknownError,
  QuotaError,
  UnavailableError,
  UnexpectedAnswerError,
} from './errors.js';
import type { RequestOptions } from './types.js';

const CLASSES: Readonly<
  Partial<Record<ErrorKind, new (message: string, facts: FailureFacts) => ExoscaleError>>
> = {
  usage: InvalidRequestError,
  credentials: CredentialsError,
  'not-found': NotFoundError,
  conflict: ConflictError,
  quota: QuotaError,
  'operation-failed': OperationFailedError,
  deadline: DeadlineError,
  unavailable: UnavailableError,
  unexpected: UnexpectedAnswerError,
};

/**
 * Refuses what is no length of time: with NaN a wait would have no end and no pause.
 * @param name of the option @throws UsageError
 */
export function checkMs(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(typeof ms === 'number' && ms > 0))
    throw new UsageError(`${name} must be milliseconds above 0, or Infinity, not ${String(ms)}`);
}

/** An error of the command line as one of the client; what is none is left as it is. */
export function clientError(error: unknown): unknown {
  if (!(error instanceof ExoError)) return error;
  const { code, message, zone, request, operationId, hint, details, cause } = error;
  // Without a request there was no answer: what was given cannot be sent, an ID of dots alone.
  const kind = error.kind === 'unexpected' && !request ? 'usage' : error.kind;
  const Class = code === 'outcome-unknown' ? OutcomeUnknownError : (CLASSES[kind] ?? ExoscaleError);
  const answered = [error, cause].find((one) => one instanceof ApiError);
  const status = answered?.status;
  const reason = answered?.reason ?? reasonOf(details) ?? (cause instanceof Error ? cause.message : message);
  return new Class(message, { code, reason, status, request, zone, operationId, hint, details, cause });
}

/** What the service gives as the reason of an operation that failed. */
function reasonOf(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const said = [
    'reason' in details ? details.reason : undefined,
    'message' in details ? details.message : undefined,
  ].filter((part) => typeof part === 'string' && part !== '');
  return said.length > 0 ? said.join(': ') : undefined;
}

/**
 * Does something within the limits that are given for it, and throws errors of the client.
 * @param client the signal that ends all that the client does
 * @throws ExoscaleError; the signal's own reason when it was aborted, but OutcomeUnknownError, whose cause is that reason,
 * when a change was on its way: it may have been made
 */
export async function asClient<T>(
  client: AbortSignal | undefined,
  options: RequestOptions,
  act: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const signal = anyOf(client, options.signal);
  signal?.throwIfAborted();
  const controller = new AbortController();
  // The command line tells by its own error what an interruption leaves open.
  // On a signal of its own: calls by the dozen may share the one that was given, and Node warns of so many listeners.
  const own = signal && AbortSignal.any([signal]);
  const stop = () => controller.abort(new ExoError('interrupted', 'aborted', { cause: signal?.reason }));
  own?.addEventListener('abort', stop, { once: true });
  try {
    checkMs('timeoutMs', options.timeoutMs);
    return await act(signal && controller.signal);
  } catch (error) {
    if (!signal || !(error instanceof ExoError) || error.kind !== 'interrupted') throw clientError(error);
    if (error.code !== 'outcome-unknown') throw signal.reason;
    const { message, zone, request, operationId, code } = error;
    const reason = 'aborted with a change on its way';
    throw new OutcomeUnknownError(message, {
      code,
      reason,
      zone,
      request,
      operationId,
      cause: signal.reason,
    });
  } finally {
    own?.removeEventListener('abort', stop);
  }
}

/** Ends with the first of them that does. */
export function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((one) => one !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
