import type * as z from 'zod/mini';
import { ExoError } from '../errors.js';
import { type Operation, operation } from '../schemas/operation.js';
import type { Repeat } from './retry.js';

/** One operation of the API as a value: a client sends it, a dry run prints it. */
export interface Call<T> {
  /** The OpenAPI operationId. */
  operation: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path below the zone's endpoint, percent-encoded: `/ai/deployment`. */
  path: string;
  query?: Readonly<Record<string, string>> | undefined;
  body?: unknown;
  answer: () => z.ZodMiniType<T>;
  repeat: Repeat;
  /** Completes "could not …". */
  doing: string;
  /** Milliseconds for the call with its retries, unless its caller sets a limit. */
  timeoutMs?: number;
  /** Sent without a signature. Only `list-zones`: if signed, it can be refused under restricted IAM roles. */
  unsigned?: true;
  /** The ID that the object in the answer must have: a cache on the way may return the answer to another request. */
  about?: string;
  /** The answer has the parameters of the engine, and these may hold secrets. */
  tellsParameters?: true;
  /** The call takes GPUs, so 403 and 412 are about GPUs (`create-deployment`: "probably insufficient GPUs"). */
  takesGpus?: boolean;
  /**
   * The result if the service itself answers a repeated DELETE with 404 or 410: an earlier try has deleted the object.
   */
  gone?: T;
}

/** The settings of a single call. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds for the call with all its tries; Infinity for no limit. */
  timeoutMs?: number | undefined;
  /** An upper limit in milliseconds that holds even if the client has a longer limit of its own. */
  atMostMs?: number | undefined;
  /** What the call is about, for messages: `deployment my-app`. */
  subject?: string | undefined;
  /**
   * The caller compares times in the answer with this machine's clock, so that clock must be right, see `requireClock`.
   */
  byClock?: boolean;
  /** Called if this machine's clock is more than a minute ahead of the service's, with words that say so. */
  onClockAhead?(words: string): void;
  /** The caller polls: an answer that is not JSON is not asked for again here, because the next poll does that. */
  polled?: true;
}

/** What a call was about to do, for the message of its error. */
export interface CallContext {
  /** `scale deployment my-app in at-vie-2`: completes "could not …". */
  doing: string;
  /** The OpenAPI operationId. */
  operation: string;
  zone: string | undefined;
  request: { method: string; path: string };
  takesGpus?: boolean | undefined;
}

/** Milliseconds for a list with its retries. `exo` gives each zone the same time. */
const LIST_TIMEOUT_MS = 15_000;

/** Stands for the answer to a DELETE that an earlier try of the same call has carried out. */
export const DONE: Operation = { id: '', state: 'success' };

/** The properties of a call that its kind (a read, a creation, …) does not decide. */
type Details = Omit<Call<never>, 'method' | 'repeat' | 'answer' | 'gone'>;
type Answer<T> = Call<T>['answer'];

/** A call that changes nothing. */
export const reading = <T>(answer: Answer<T>, details: Details): Call<T> => ({
  ...details,
  method: 'GET',
  answer,
  repeat: 'safe',
});

/** A call that lists everything of one kind in a zone. */
export const listing = <T>(answer: Answer<T>, details: Details): Call<T> =>
  reading(answer, { ...details, timeoutMs: LIST_TIMEOUT_MS });

/**
 * A call that makes something new. It is never repeated when its outcome is unclear: its error then has the code
 * `outcome-unknown`, see `create-once.ts`.
 */
export const creating = <T>(answer: Answer<T>, details: Details): Call<T> => ({
  ...details,
  method: 'POST',
  answer,
  repeat: 'create',
});

/** A call that sets a state, so repeating it is safe. */
export const setting = <T>(method: 'POST' | 'PATCH', answer: Answer<T>, details: Details): Call<T> => ({
  ...details,
  method,
  answer,
  repeat: 'safe',
});

/**
 * A call that deletes something. If a repetition finds nothing to delete, an earlier try of the same call has deleted
 * it.
 */
export const deleting = (details: Details): Call<Operation> => ({
  ...details,
  method: 'DELETE',
  answer: operation,
  repeat: 'safe',
  gone: DONE,
});

/**
 * One segment of a path, percent-encoded. An ID may be any text: `.` and `..` lead out of the path even when encoded,
 * and half a surrogate pair cannot be encoded.
 * @throws ExoError unexpected for such an ID, and for an empty one
 */
export function segment(id: string): string {
  if (/^\.{0,2}$/.test(id) || !id.isWellFormed())
    throw new ExoError('unexpected', `${JSON.stringify(id)} cannot be an ID`);
  return encodeURIComponent(id);
}
