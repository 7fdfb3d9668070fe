import type * as z from 'zod/mini';
import type { Operation } from '../schemas/operation.js';
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
  /** The result when the service itself answers a repeated DELETE with 404: its first try has done it. */
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
}

/** Milliseconds for a list with its retries, as `exo` gives each zone. */
export const LIST_TIMEOUT_MS = 15_000;

/** A DELETE that was done by an earlier try of the same call. */
export const DONE: Operation = { id: '', state: 'success' };
