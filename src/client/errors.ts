/** What an error of the client knows beside its sentence. No secret is ever in it. */
export interface FailureFacts {
  /** The kind in one word, finer than the class: `already-exists`, `gpu-quota`, `rate-limited`. */
  code: string;
  /** Why, without what was being done: the service's own sentence where it has said one. */
  reason: string;
  /** The HTTP status, where the service, or whoever stands before it, has answered. */
  status?: number | undefined;
  request?: { method: string; path: string } | undefined;
  zone?: string | undefined;
  operationId?: string | undefined;
  /** What a person may do about it, in the words of the command line. */
  hint?: string | undefined;
  details?: unknown;
  cause?: unknown;
}

/** Every failure of the client that is foreseen. An aborted signal is none: there its own reason is thrown. */
export class ExoscaleError extends Error {
  override readonly name: string = 'ExoscaleError';
  readonly code: string;
  readonly reason: string;
  readonly status: number | undefined;
  readonly request: { readonly method: string; readonly path: string } | undefined;
  readonly zone: string | undefined;
  readonly operationId: string | undefined;
  readonly hint: string | undefined;
  readonly details: unknown;

  constructor(message: string, facts: FailureFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.reason = facts.reason;
    this.status = facts.status;
    this.request = facts.request;
    this.zone = facts.zone;
    this.operationId = facts.operationId;
    this.hint = facts.hint;
    this.details = facts.details;
  }
}

/** A value that cannot be, refused before anything was sent, or by the service (400). */
export class InvalidRequestError extends ExoscaleError {
  override readonly name = 'InvalidRequestError';
}

/** The credentials were refused, or may not do this (401, 403). */
export class CredentialsError extends ExoscaleError {
  override readonly name = 'CredentialsError';
}

/** There is no such thing (404). */
export class NotFoundError extends ExoscaleError {
  override readonly name = 'NotFoundError';
}

/** It exists already, is in use, or is being changed (409, 412). */
export class ConflictError extends ExoscaleError {
  override readonly name = 'ConflictError';
}

/** Too few GPUs: the quota, or the authorization for their type (403, 412). */
export class QuotaError extends ExoscaleError {
  override readonly name = 'QuotaError';
}

/** The operation, or the deployment that was waited for, has failed. */
export class OperationFailedError extends ExoscaleError {
  override readonly name = 'OperationFailedError';
}

/** A wait was given up at its time limit; what was waited for goes on. */
export class DeadlineError extends ExoscaleError {
  override readonly name = 'DeadlineError';
}

/** The service was not reached, or not in a state to answer, and nothing was changed (5xx, 429, no connection). */
export class UnavailableError extends ExoscaleError {
  override readonly name = 'UnavailableError';
}

/** A change was sent, and it is not known whether it was made: look before it is made again. */
export class OutcomeUnknownError extends ExoscaleError {
  override readonly name = 'OutcomeUnknownError';
}

/** An answer that makes no sense. */
export class UnexpectedAnswerError extends ExoscaleError {
  override readonly name = 'UnexpectedAnswerError';
}

/** Some zones have failed; what the others hold was given. */
export class IncompleteError extends ExoscaleError {
  override readonly name = 'IncompleteError';

  constructor(
    message: string,
    facts: FailureFacts,
    /** What each of them failed with. */
    readonly errors: readonly ExoscaleError[],
  ) {
    super(message, facts);
  }
}
