import { ApiError } from '../api/api-error.js';
import { own } from '../domain/json.js';
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
} from './client-errors.js';
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
 * Refuses what is not a length of time: with NaN, a wait would have no end and no pauses.
 * @param name of the option @throws UsageError
 */
export function checkMs(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(typeof ms === 'number' && ms > 0))
    throw new UsageError(`${name} must be milliseconds above 0, or Infinity, not ${String(ms)}`);
}

/**
 * Turns an error of the command line into one of the client. Anything else is returned as it is.
 * @param where the zone that was asked: an error about its endpoint does not name it
 */
export function clientError(error: unknown, where?: string): unknown {
  if (!(error instanceof ExoError)) return error;
  const { code, message, zone = where, request, operationId, hint, details, cause } = error;
  // Without a request there was no answer: a given value cannot be sent, such as an ID that consists of dots.
  const kind = error.kind === 'unexpected' && !request ? 'usage' : error.kind;
  const Class = code === 'outcome-unknown' ? OutcomeUnknownError : (CLASSES[kind] ?? ExoscaleError);
  const answered = [error, cause].find((one) => one instanceof ApiError);
  const status = answered?.status;
  const reason = answered?.reason ?? reasonOf(details) ?? (cause instanceof Error ? cause.message : message);
  return new Class(message, { code, reason, status, request, zone, operationId, hint, details, cause });
}

/** The service's reason for an operation that failed. */
function reasonOf(details: unknown): string | undefined {
  const words = [own(details, 'reason'), own(details, 'message')];
  return words.filter((part) => typeof part === 'string' && part !== '').join(': ') || undefined;
}

/** What ends every call of a client. */
export interface ClientEnds {
  /** The signal that the client was given. */
  signal: AbortSignal | undefined;
  /** Aborted when the client is closed. Every call listens to it, so it must allow any number of listeners. */
  closing: AbortSignal;
}

/**
 * Runs something under the signals given, and throws errors of the client.
 * @param where the zone that is asked
 * @throws ExoscaleError, also (code `closed`) if the client is closed; the signal's own reason if it was aborted. But
 * if a change was on its way and so may have been made, OutcomeUnknownError, whose cause is that reason
 */
export async function asClient<T>(
  { signal: ofClient, closing }: ClientEnds,
  options: RequestOptions,
  act: (signal: AbortSignal) => Promise<T>,
  where?: string,
): Promise<T> {
  const signal = anyOf(ofClient, options.signal);
  closing.throwIfAborted();
  signal?.throwIfAborted();
  const controller = new AbortController();
  // An abort is passed on as the command line's own `interrupted` error, because only for that error does src/api say
  // whether a change may have been made.
  // The listener sits on a signal of its own: dozens of calls may share the given one, and Node warns of so many
  // listeners.
  const own = signal && AbortSignal.any([signal]);
  const reason = (): unknown => (signal?.aborted ? signal : closing).reason;
  const stop = () => controller.abort(new ExoError('interrupted', 'aborted', { cause: reason() }));
  own?.addEventListener('abort', stop, { once: true });
  closing.addEventListener('abort', stop, { once: true });
  try {
    checkMs('timeoutMs', options.timeoutMs);
    return await act(controller.signal);
  } catch (error) {
    if (!(error instanceof ExoError) || error.kind !== 'interrupted') throw clientError(error, where);
    if (error.code !== 'outcome-unknown') throw reason();
    const facts = { ...error, hint: undefined, cause: reason() };
    throw new OutcomeUnknownError(error.message, { ...facts, reason: 'aborted with a change on its way' });
  } finally {
    own?.removeEventListener('abort', stop);
    closing.removeEventListener('abort', stop);
  }
}

/** A signal that is aborted as soon as one of these is. */
export function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((one) => one !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
