import type { Exchange, Meant } from './domain/likely.js';
import { type ErrorKind, exitCodeOf } from './exit-codes.js';

/** Why a deployment failed, according to its logs. */
export interface Explained {
  kind: string;
  /** In words: `KV cache does not fit: …`. */
  cause: string;
  /** The log lines that prove it. */
  evidence: readonly string[];
  /** Commands to type, or advice in words; the best first. */
  fixes: readonly string[];
  confidence: 'high' | 'low' | 'none';
}

/** What an error knows besides its message. All of it may be printed, so it must not hold any secret. */
export interface ErrorFacts {
  /** The next command to type, or what to check. In a list each entry is a line, and undefined entries are left out. */
  hint?: string | readonly (string | undefined)[] | undefined;
  /** A more precise name than the kind, in kebab-case; it is the `code` of a JSON error. */
  code?: string | undefined;
  zone?: string | undefined;
  request?: { method: string; path: string } | undefined;
  operationId?: string | undefined;
  /** The ID of the deployment that failed, or its name in `zone`, with which its logs can be read for the cause. */
  deployment?: string | undefined;
  /** Why the deployment failed; set once its logs were read. */
  explanation?: Explained | undefined;
  /** A word that is not known, and what may have been meant: the command line is then shown with the word corrected. */
  meant?: Meant | undefined;
  /** Words in a wrong order or without their flag: the hint is then the whole command line as it is meant. */
  exchange?: Exchange | undefined;
  /** Structured facts for programs: problems, quota figures, matches. */
  details?: unknown;
  cause?: unknown;
}

/** What the hint of an error is made of. */
export type Hinting = Pick<ExoError, 'hint'> & Pick<ErrorFacts, 'meant' | 'exchange'>;

/**
 * A failure that the code foresees; any other error is a bug. The kind decides the exit code. The message is one
 * sentence without a full stop: what happened, to what, and in which zone.
 */
export class ExoError extends Error {
  override readonly name: string = 'ExoError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;
  readonly zone: string | undefined;
  readonly request: { method: string; path: string } | undefined;
  readonly operationId: string | undefined;
  readonly deployment: string | undefined;
  readonly explanation: Explained | undefined;
  readonly meant: Meant | undefined;
  readonly exchange: Exchange | undefined;
  readonly details: unknown;

  constructor(kind: ErrorKind, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.code = facts.code ?? kind;
    // A list of undefined entries only is no hint, so `printError` prints the hint for the kind of error.
    this.hint =
      typeof facts.hint === 'object' ? facts.hint.filter(Boolean).join('\n') || undefined : facts.hint;
    this.zone = facts.zone;
    this.request = facts.request;
    this.operationId = facts.operationId;
    this.deployment = facts.deployment;
    this.explanation = facts.explanation;
    this.meant = facts.meant;
    this.exchange = facts.exchange;
    this.details = facts.details;
  }

  /** A new error for the same failure, with other words or facts. This error is its cause. */
  retold({
    kind = this.kind,
    message = this.message,
    ...facts
  }: ErrorFacts & { kind?: ErrorKind; message?: string }): ExoError {
    return new ExoError(kind, message, { ...this, cause: this, ...facts });
  }

  get exitCode(): number {
    return exitCodeOf(this.kind);
  }
}

/** Ends a command silently with an exit code other than 0 although nothing failed: `plan --detailed-exitcode`. */
export class Ending extends Error {
  override readonly name = 'Ending';

  constructor(readonly exitCode: number) {
    super(`ends with ${exitCode}`);
  }
}

/** Wrong input, found before anything was sent. It holds all problems at once; each names its flag or argument. */
export class UsageError extends ExoError {
  override readonly name: string = 'UsageError';
  readonly problems: readonly string[];
  readonly #facts: ErrorFacts;

  constructor(problems: string | readonly string[], facts: ErrorFacts = {}) {
    const list = typeof problems === 'string' ? [problems] : problems;
    super('usage', list.join('; '), { ...facts, details: facts.details ?? { problems: list } });
    this.problems = list;
    this.#facts = facts;
  }

  /** A new error with more problems. */
  and(problems: readonly string[]): UsageError {
    return new UsageError([...this.problems, ...problems], this.#facts);
  }
}

/** Was the command ended by a signal or by the user, rather than by a failure of its own? */
export const isInterruption = (caught: unknown): caught is Interruption =>
  caught instanceof ExoError && (caught.kind === 'interrupted' || caught.kind === 'terminated');

type Interruption = ExoError & { kind: 'interrupted' | 'terminated' };

/** A caught ExoError. @throws what was caught, if it is a bug or an interruption, because nobody may pass over those */
export function failureOf(caught: unknown): ExoError {
  if (caught instanceof ExoError && !isInterruption(caught)) return caught;
  throw caught;
}

/**
 * For what a change looks up before it is sent: `promise.catch(tellNothingSent('deployment my-app'))`. Without these
 * words nobody could tell from a failure whether the change was made.
 * @throws the failure with these words; as it is, what `failureOf` throws
 */
export const tellNothingSent =
  (what: string) =>
  (caught: unknown): never => {
    const failure = failureOf(caught);
    throw failure.retold({ message: `${failure.message}; nothing was sent for ${what}` });
  };

/** Refusals for what somebody has typed. */
const OF_WHAT_IS_TYPED: readonly ErrorKind[] = ['usage', 'conflict', 'quota'];

/**
 * The kind and code of a failed look after something was sent. A refused look is not about what was typed, and its exit
 * code would say that nothing was done.
 */
export const onceSent = ({ kind, code }: ExoError): { kind: ErrorKind; code: string } =>
  OF_WHAT_IS_TYPED.includes(kind) ? { kind: 'unavailable', code: 'unavailable' } : { kind, code };

/** The same for a look at what was just made: its ID may not find it yet, so it is not missing. */
export const onceMade = (error: ExoError): { kind: ErrorKind; code: string } =>
  error.kind === 'not-found' ? { kind: 'unavailable', code: 'not-seen' } : onceSent(error);

/** Turns not-found into undefined: `promise.catch(ifMissing)`. @throws every other failure */
export function ifMissing(caught: unknown): undefined {
  if (failureOf(caught).kind !== 'not-found') throw caught;
}

/** Turns every ExoError but an interruption into undefined: `promise.catch(orNothing)`. @throws as `failureOf` */
export function orNothing(caught: unknown): undefined {
  failureOf(caught);
}
