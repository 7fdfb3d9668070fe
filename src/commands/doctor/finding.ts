import { failureOf } from '../../errors.js';
import type { ErrorKind } from '../../exit-codes.js';

/** `skip`: not checked, which is no fault; the detail says why. */
export type Status = 'ok' | 'warn' | 'fail' | 'skip';

export interface Finding {
  /** `credentials`, `tls`, or with its object: `permission:list-models`, `quota:gpua5000`. */
  check: string;
  zone?: string | undefined;
  status: Status;
  detail: string;
  /** What is said of it in one line with others of its kind, all well: `gpua5000 2 of 8`. */
  short?: string | undefined;
  /** How long an answer took. */
  tookMs?: number | undefined;
  /** What to do about it; may have several lines. */
  hint?: string | undefined;
  /** Decides the exit code of what is not well. */
  kind?: ErrorKind | undefined;
}

export const ok = (check: string, detail: string): Finding => ({ check, status: 'ok', detail });
export const skip = (check: string, detail: string): Finding => ({ check, status: 'skip', detail });

/** @param hint what to do about it */
export function warn(check: string, detail: string, kind: ErrorKind, hint?: string): Finding {
  return { check, status: 'warn', detail, kind, hint };
}

/** @param hint what to do about it */
export function fail(check: string, detail: string, kind: ErrorKind, hint?: string): Finding {
  return { check, status: 'fail', detail, kind, hint };
}

/**
 * A foreseen error as what a check found.
 * @throws the error itself when it is a bug, or the end of the command (Ctrl-C)
 */
export function failed(check: string, error: unknown): Finding {
  const { message, kind, hint } = failureOf(error);
  return fail(check, message, kind, hint);
}
