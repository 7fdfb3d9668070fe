import { type ErrorFacts, ExoError } from '../errors.js';
import type { ErrorKind } from '../exit-codes.js';
import type { Refusal } from './refusal.js';
import { statusPhrase } from './status.js';

/** The request was answered with an error status. `refusal.problems` are the complaints about single properties. */
export class ApiError extends ExoError {
  override readonly name = 'ApiError';

  constructor(
    kind: ErrorKind,
    readonly status: number,
    /** The message without the problems. */
    readonly headline: string,
    readonly refusal: Refusal,
    facts: ErrorFacts,
    /** Whether the service itself answered, and not a server on the way to it. */
    readonly isOwnWord = true,
  ) {
    super(
      kind,
      [headline, ...refusal.problems.map(({ field, text }) => (field ? `${field}: ${text}` : text))].join(
        '; ',
      ),
      facts,
    );
  }

  /** Why the request was refused: the service's own words if it said any, otherwise the meaning of the status. */
  get reason(): string {
    return this.refusal.sentence ?? statusPhrase(this.status);
  }

  /** The same error with a hint: the next command to type. */
  hinted(hint: string): ApiError {
    const { kind, status, headline, refusal, cause, isOwnWord } = this;
    return new ApiError(kind, status, headline, refusal, { ...this, hint, cause }, isOwnWord);
  }
}
