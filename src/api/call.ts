import type * as z from 'zod/mini';
import { ExoError } from '../errors.js';
import { type Operation, operation } from '../schemas/operation.js';
import type { Repeat } from './retry.js';

/** One operation of the API as a value: a client sends it, a dry run prints it. */
export interface Call<T> {
  /** The OpenAPI operationId. */
  operation: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the zone's endpoint, percent-encoded: `/ai/deployment`. */
  path: string;
  query?: Readonly<Record<string, string>> | undefined;
  body?: unknown;
  answer: () => z.ZodMiniType<T>;
  repeat: Repeat;
  /** Completes "could not …". */
  doing: string;
  /** Milliseconds it may take with its retries when its caller does not say. */
  timeoutMs?: number;
  /** Only `list-zones`: signed, it can be refused under restricted IAM roles. */
  unsigned?: true;
  /** The ID of what the answer has to be about: a cache on the way may mix answers up. */
  about?: string;
  /** The answer has the parameters of the engine, secrets among them. */
  tellsParameters?: true;
  /** Takes GPUs, so that 403 and 412 speak of those (`create-deployment`: "probably insufficient GPUs"). */
  takesGpus?: boolean;
  /** The result when the service itself answers a repeated DELETE with 404 or 410: its first try has done it. */
  gone?: T;
}

/** What one call may override. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds for the call with all its tries; Infinity for no limit. */
  timeoutMs?: number | undefined;
  /** No more milliseconds than these, whatever limit of its own the client has. */
  atMostMs?: number | undefined;
  /** What the call is about, for messages: `deployment my-app`. */
  subject?: string | undefined;
  /** Times in the answer are held against this machine's clock, see `requireClock`. */
  byClock?: boolean;
  /** Its caller asks over and over: an answer that is no JSON needs no repetition of its own. */
  polled?: true;
}

/** What the client was about to do when an error came, for its sentence. */
export interface CallContext {
  /** `scale deployment my-app in at-vie-2`: completes "could not …". */
  doing: string;
  /** The OpenAPI operationId. */
  operation: string;
  zone: string | undefined;
  request: { method: string; path: string };
  takesGpus?: boolean | undefined;
}

/** Milliseconds for a list with its retries, as `exo` gives each zone. */
const LIST_TIMEOUT_MS = 15_000;

/** The answer to a DELETE that an earlier try of the same call has done. */
export const DONE: Operation = { id: '', state: 'success' };

/** What a call says beside what its kind says. */
type Said = Omit<Call<never>, 'method' | 'repeat' | 'answer' | 'gone'>;
type Answer<T> = Call<T>['answer'];

/** A call that changes nothing. */
export const reading = <T>(answer: Answer<T>, said: Said): Call<T> => ({
  ...said,
  method: 'GET',
  answer,
  repeat: 'safe',
});

/** A list of all there is in a zone. */
export const listing = <T>(answer: Answer<T>, said: Said): Call<T> =>
  reading(answer, { ...said, timeoutMs: LIST_TIMEOUT_MS });

/** Makes something new: never repeated when its outcome is unclear, then code `outcome-unknown`, see `create-once.ts`. */
export const creating = <T>(answer: Answer<T>, said: Said): Call<T> => ({
  ...said,
  method: 'POST',
  answer,
  repeat: 'create',
});

/** Sets a state, so that repeating it is safe. */
export const setting = <T>(method: 'POST' | 'PATCH', answer: Answer<T>, said: Said): Call<T> => ({
  ...said,
  method,
  answer,
  repeat: 'safe',
});

/** Deletes something; that it is gone already says that an earlier try of the same call has done it. */
export const deleting = (said: Said): Call<Operation> => ({
  ...said,
  method: 'DELETE',
  answer: operation,
  repeat: 'safe',
  gone: DONE,
});

/**
 * One segment of a path, percent-encoded. What the API calls an ID may be anything: dots alone would climb out of the
 * path even when encoded, and half a surrogate pair cannot be encoded.
 * @throws ExoError unexpected for an ID that cannot be one
 */
export function segment(id: string): string {
  if (/^\.{0,2}$/.test(id) || !id.isWellFormed())
    throw new ExoError('unexpected', `${JSON.stringify(id)} cannot be an ID`);
  return encodeURIComponent(id);
}
