import { type ErrorFacts, ExoError } from '../errors.js';
import type { ErrorKind } from '../exit-codes.js';
import type { Refusal } from './refusal.js';
import { statusPhrase } from './status.js';

/** The service answered, and the answer is no. `problems` are its complaints about single properties. */
export class ApiError extends ExoError {
  override readonly name = 'ApiError';

  constructor(
    kind: ErrorKind,
    readonly status: number,
    /** The sentence without the problems. */
    readonly headline: string,
    readonly refusal: Refusal,
    facts: ErrorFacts,
    /** The service said so itself, and nobody on the way to it. */
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

  /** Why, in the service's own words where it has said any. */
  get reason(): string {
    return this.refusal.sentence ?? statusPhrase(this.status);
  }

  /** The same refusal, with the next command to type. */
  hinted(hint: string): ApiError {
    const { kind, status, headline, refusal, cause, isOwnWord } = this;
    return new ApiError(kind, status, headline, refusal, { ...this, hint, cause }, isOwnWord);
  }
}
