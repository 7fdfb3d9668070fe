/** What an error of the client says beside its message. It never contains a secret. */
export interface FailureFacts {
  /** The kind of error in one word, finer than the class: `already-exists`, `gpu-quota`, `rate-limited`. */
  code: string;
  /** Why it failed, without what was being done: the service's own sentence if it said one. */
  reason: string;
  /** The HTTP status, if the service or a server on the way to it has answered. */
  status?: number | undefined;
  request?: { method: string; path: string } | undefined;
  zone?: string | undefined;
  operationId?: string | undefined;
  /** What a person can do about it, in terms of the command line. */
  hint?: string | undefined;
  details?: unknown;
  cause?: unknown;
}

/** Every failure of the client that is foreseen. If a signal was aborted, its own reason is thrown instead. */
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

/** A value was refused as impossible, before anything was sent or by the service (400). */
export class InvalidRequestError extends ExoscaleError {
  override readonly name = 'InvalidRequestError';
}

/** The credentials were refused, or do not allow this (401, 403). */
export class CredentialsError extends ExoscaleError {
  override readonly name = 'CredentialsError';
}

/** The object does not exist (404). */
export class NotFoundError extends ExoscaleError {
  override readonly name = 'NotFoundError';
}

/** The object exists already, is in use, or is being changed (409, 412). */
export class ConflictError extends ExoscaleError {
  override readonly name = 'ConflictError';
}

/** Too few GPUs: the quota, or the authorization for their type (403, 412). */
export class QuotaError extends ExoscaleError {
  override readonly name = 'QuotaError';
}

/** The operation that was waited for has failed, or the deployment has. */
export class OperationFailedError extends ExoscaleError {
  override readonly name = 'OperationFailedError';
}

/** A wait reached its time limit. What it waited for goes on. */
export class DeadlineError extends ExoscaleError {
  override readonly name = 'DeadlineError';
}

/** The service was not reached or could not answer, and nothing was changed (5xx, 429, no connection). */
export class UnavailableError extends ExoscaleError {
  override readonly name = 'UnavailableError';
}

/** A change was sent, and it is not known whether it was made: check before you send it again. */
export class OutcomeUnknownError extends ExoscaleError {
  override readonly name = 'OutcomeUnknownError';
}

/** The answer makes no sense. */
export class UnexpectedAnswerError extends ExoscaleError {
  override readonly name = 'UnexpectedAnswerError';
}

/** Some zones have failed. The deployments of the others were returned. */
export class IncompleteError extends ExoscaleError {
  override readonly name = 'IncompleteError';

  constructor(
    message: string,
    facts: FailureFacts,
    /** The error of each zone that failed. */
    readonly errors: readonly ExoscaleError[],
  ) {
    super(message, facts);
  }
}
