import type { Meant } from './domain/likely.js';
import { type ErrorKind, exitCodeOf } from './exit-codes.js';

/** Why a deployment failed, as its logs prove it. */
export interface Explained {
  kind: string;
  /** In words: `KV cache does not fit: …`. */
  cause: string;
  /** The lines that prove it. */
  evidence: readonly string[];
  /** Commands to type, or what to do in words; the best first. */
  fixes: readonly string[];
  confidence: 'high' | 'low' | 'none';
}

/** What an error knows beside its sentence. Everything here may be printed: no secret ever goes in. */
export interface ErrorFacts {
  /** The next command to type, or what to check; of a list each entry is a line, and undefined ones are left out. */
  hint?: string | readonly (string | undefined)[] | undefined;
  /** A finer name than the kind, kebab-case; stands as `code` in JSON errors. */
  code?: string | undefined;
  zone?: string | undefined;
  request?: { method: string; path: string } | undefined;
  operationId?: string | undefined;
  /** The deployment that failed, by its ID or by its name in `zone`: its logs may tell more. */
  deployment?: string | undefined;
  /** Why it failed, once its logs were read. */
  explanation?: Explained | undefined;
  /** What was typed and is not known, and what may have been meant: the command line is shown with it put right. */
  meant?: Meant | undefined;
  /** Structured facts for programs: problems, quota figures, matches. */
  details?: unknown;
  cause?: unknown;
}

/**
 * Every failure that is foreseen. Its kind decides the exit code, its message is one sentence without a
 * trailing stop that names what happened, to what, and in which zone.
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
  readonly details: unknown;

  constructor(kind: ErrorKind, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.code = facts.code ?? kind;
    // A list without a line is no hint: then what helps with errors of its kind is told.
    this.hint =
      typeof facts.hint === 'object' ? facts.hint.filter(Boolean).join('\n') || undefined : facts.hint;
    this.zone = facts.zone;
    this.request = facts.request;
    this.operationId = facts.operationId;
    this.deployment = facts.deployment;
    this.explanation = facts.explanation;
    this.meant = facts.meant;
    this.details = facts.details;
  }

  /** The same failure with other words or facts; it is the cause of the new one. */
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

/**
 * An ending that is no failure and yet has a code of its own, as `plan --detailed-exitcode` asks for. Nothing is
 * printed for it.
 */
export class Ending extends Error {
  override readonly name = 'Ending';

  constructor(readonly exitCode: number) {
    super(`ends with ${exitCode}`);
  }
}

/** Wrong input, found before anything was sent. Holds every problem at once, each naming its flag or argument. */
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

  /** The same with more problems. */
  and(problems: readonly string[]): UsageError {
    return new UsageError([...this.problems, ...problems], this.#facts);
  }
}

/** Was a command ended from outside, and did not fail by itself? */
export const isInterruption = (caught: unknown): caught is Interruption =>
  caught instanceof ExoError && (caught.kind === 'interrupted' || caught.kind === 'terminated');

type Interruption = ExoError & { kind: 'interrupted' | 'terminated' };

/** A caught failure that is foreseen. @throws what was caught where that is a bug, or where the command was ended from outside */
export function failureOf(caught: unknown): ExoError {
  if (caught instanceof ExoError && !isInterruption(caught)) return caught;
  throw caught;
}

/** For a promise of what may not be there: `promise.catch(ifMissing)`. @throws every other failure */
export function ifMissing(caught: unknown): undefined {
  if (failureOf(caught).kind !== 'not-found') throw caught;
}

/** For a promise whose foreseen failure may be passed over: `promise.catch(orNothing)`. @throws as `failureOf` */
export function orNothing(caught: unknown): undefined {
  failureOf(caught);
}
